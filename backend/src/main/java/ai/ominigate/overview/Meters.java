package ai.ominigate.overview;

import ai.ominigate.model.system.BreakerState;
import ai.ominigate.model.system.JournalHealth;
import ai.ominigate.model.system.NetworkFileHealth;
import ai.ominigate.model.system.QueueHealth;
import ai.ominigate.model.system.RefusedCalls;
import ai.ominigate.model.system.SharedLimitsState;
import ai.ominigate.model.system.UpstreamHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node's own metrics say, in the words of the staff API: so the console and {@code /prometheus} never disagree,
 * and no feature has to tell the same twice.
 */
@Singleton
final class Meters {
    /** As the abuse desk has it. */
    private static final double LONGEST_AGE_DAYS = 30;

    private final MeterRegistry registry;
    private final Instant since;

    Meters(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.since = clock.instant();
    }

    /** Since when counters count. */
    Instant since() {
        return since;
    }

    JournalHealth journal() {
        return new JournalHealth(
                Math.round(value("ominigate.journal.depth")),
                Math.round(value("ominigate.journal.size")),
                value("ominigate.shipper.lag"));
    }

    QueueHealth letters() {
        return queue("ominigate.mail");
    }

    /** Null where Stripe is not set. */
    @Nullable
    QueueHealth paymentNews() {
        return registry.find("ominigate.payment.inbox.waiting").gauge() == null
                ? null
                : queue("ominigate.payment.inbox");
    }

    private QueueHealth queue(String name) {
        return new QueueHealth(Math.round(value(name + ".waiting")), value(name + ".oldest"));
    }

    /** Null where there is no mailbox, and before it was read. */
    @Nullable
    Double mailboxSeconds() {
        Gauge read = registry.find("ominigate.mailbox.read").gauge();
        return read == null || Double.isNaN(read.value()) ? null : read.value();
    }

    long unsignedEntries() {
        return Math.round(value("ominigate.audit.unsigned"));
    }

    SharedLimitsState sharedLimits() {
        Gauge up = registry.find("ominigate.limits.shared.up").gauge();
        if (up == null) {
            return SharedLimitsState.NOT_SET;
        }
        return up.value() > 0 ? SharedLimitsState.SHARED : SharedLimitsState.AWAY;
    }

    List<UpstreamHealth> upstreams() {
        return registry.find("ominigate_breaker_state").gauges().stream()
                .map(breaker -> new UpstreamHealth(
                        tag(breaker, "provider"), tag(breaker, "model"), BreakerState.values()[(int) breaker.value()]))
                .sorted(Comparator.comparing(UpstreamHealth::provider).thenComparing(UpstreamHealth::model))
                .toList();
    }

    List<NetworkFileHealth> networkFiles() {
        return registry.find("ominigate.network.data.age").gauges().stream()
                .map(age -> new NetworkFileHealth(
                        tag(age, "file"),
                        Double.isNaN(age.value()) ? null : age.value(),
                        age.value() <= LONGEST_AGE_DAYS))
                .sorted(Comparator.comparing(NetworkFileHealth::file))
                .toList();
    }

    List<RefusedCalls> refused() {
        return registry.find("ominigate.refusals").counters().stream()
                .map(counter ->
                        new RefusedCalls(String.valueOf(counter.getId().getTag("code")), Math.round(counter.count())))
                .sorted(Comparator.comparingLong(RefusedCalls::calls).reversed().thenComparing(RefusedCalls::code))
                .toList();
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    private static String tag(Gauge gauge, String name) {
        return String.valueOf(gauge.getId().getTag(name));
    }
}
