package ai.ominigate.billing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.function.Supplier;

/** What operators see of the slices of this node. */
@Singleton
final class LeaseMetrics {
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final MeterRegistry registry;
    private final Counter roundTrips;
    private final Counter insufficient;
    private final Counter unavailable;

    LeaseMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.roundTrips = Counter.builder("ominigate.wallet.lease.round.trips")
                .description("Transactions in which slices were leased or given back")
                .register(registry);
        this.insufficient = refusals("insufficient");
        this.unavailable = refusals("unavailable");
    }

    private Counter refusals(String reason) {
        return Counter.builder("ominigate.wallet.refusals")
                .description("Calls for which no money was set aside")
                .tag("reason", reason)
                .register(registry);
    }

    void watch(Collection<Slice> slices, Supplier<Number> leaseSecondsLeft) {
        Gauge.builder("ominigate.wallet.lease.left", leaseSecondsLeft)
                .description("Time until this node refuses all calls unless the database lets it renew its leases")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("ominigate.wallet.slices.open", slices, Collection::size)
                .description("Accounts of which this node has a slice")
                .register(registry);
        Gauge.builder("ominigate.wallet.leased.dollars", slices, all -> sum(all, true))
                .description("Money leased by this node and not settled yet, as last seen in the database")
                .register(registry);
        Gauge.builder("ominigate.wallet.remaining.dollars", slices, all -> sum(all, false))
                .description("Money leased by this node that no call holds")
                .register(registry);
    }

    private static double sum(Collection<Slice> slices, boolean leased) {
        return slices.stream()
                        .mapToLong(slice -> leased ? slice.leased() : slice.remaining())
                        .sum()
                / NANOS_PER_DOLLAR;
    }

    void roundTrip() {
        roundTrips.increment();
    }

    void insufficient(int calls) {
        insufficient.increment(calls);
    }

    void unavailable() {
        unavailable.increment();
    }

    void unavailable(int calls) {
        unavailable.increment(calls);
    }
}
