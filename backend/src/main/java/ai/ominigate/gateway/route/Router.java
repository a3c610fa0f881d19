package ai.ominigate.gateway.route;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Upstream;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/** Finds each call its way through a model's upstreams. */
@Singleton
public final class Router {

    private record Name(String provider, String model) {}

    private final RouteSettings settings;
    private final MeterRegistry meters;
    private final Predicate<Provider> admitted;
    private final ConcurrentMap<Name, Breaker> breakers = new ConcurrentHashMap<>();

    @Inject
    Router(RouteSettings settings, MeterRegistry meters, Catalogue catalogue) {
        this(settings, meters, catalogue::admits);
    }

    /** @param admitted whether calls may go to a provider, at this moment */
    Router(RouteSettings settings, MeterRegistry meters, Predicate<Provider> admitted) {
        this.settings = settings;
        this.meters = meters;
        this.admitted = admitted;
    }

    /**
     * The way of one call to this model.
     *
     * @param usable which of its upstreams can serve this kind of call
     */
    public Route route(Model model, Predicate<Upstream> usable) {
        List<Upstream> upstreams = new ArrayList<>(model.upstreams().size());
        for (Upstream upstream : model.upstreams()) {
            if (usable.test(upstream)) {
                upstreams.add(upstream);
            }
        }
        return new Route(upstreams, this, settings);
    }

    /** Whether calls may go there still: that can change between two tries. */
    boolean admits(Upstream upstream) {
        return admitted.test(upstream.provider());
    }

    Breaker breaker(Upstream upstream) {
        Name name = new Name(upstream.provider().name(), upstream.model());
        Breaker known = breakers.get(name);
        return known != null ? known : breakers.computeIfAbsent(name, this::observed);
    }

    private Breaker observed(Name name) {
        Breaker breaker = new Breaker(settings);
        Gauge.builder(
                        "ominigate_breaker_state",
                        breaker,
                        b -> b.standing(System.nanoTime()).ordinal())
                .description("0 closed, 1 half open, 2 open")
                .tag("provider", name.provider)
                .tag("model", name.model)
                .register(meters);
        return breaker;
    }
}
