package ai.ominigate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.ominigate.catalog.CancelPolicy;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Price;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Rates;
import ai.ominigate.catalog.Upstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTest {

    /** Providers that no call may go to any more. */
    private final Set<String> retired = new HashSet<>();

    private final Router router = new Router(
            new RouteSettings(
                    1, Duration.ofHours(1), Duration.ofHours(1), 4, Duration.ofMillis(200), Duration.ofSeconds(5)),
            new SimpleMeterRegistry(),
            provider -> !retired.contains(provider.name()));

    @Test
    void triesTheLowestPriorityFirstAndEachUpstreamOnce() {
        Route route = router.route(model(upstream("c", 3, 1), upstream("a", 1, 1), upstream("b", 2, 1)), any -> true);

        assertThat(names(route)).containsExactly("a", "b", "c");
    }

    @Test
    void triesNobodyWhoWasRetiredSinceTheCallBegan() {
        Route route = router.route(model(upstream("a", 1, 1), upstream("b", 2, 1)), any -> true);
        Route.Attempt first = Objects.requireNonNull(route.next());

        retired.add(first.upstream().provider().name());

        assertThat(route.again(first.upstream())).isNull();
        assertThat(route.next()).isNull();
    }

    @Test
    void sharesCallsByWeightAmongEquals() {
        int heavy = 0;
        for (int call = 0; call < 4_000; call++) {
            Route.Attempt first = router.route(model(upstream("light", 1, 1), upstream("heavy", 1, 3)), any -> true)
                    .next();
            heavy += first != null && first.upstream().model().equals("heavy") ? 1 : 0;
        }

        assertThat(heavy).isCloseTo(3_000, within(300));
    }

    @Test
    void passesByAnUpstreamWhoseBreakerIsOpen() {
        Model model = model(upstream("ill", 1, 1), upstream("well", 2, 1));
        Route.Attempt first = router.route(model, any -> true).next();
        assertThat(first).isNotNull();
        first.failed();

        assertThat(names(router.route(model, any -> true))).containsExactly("well");
    }

    @Test
    void hasNowhereToGoWhenEveryBreakerIsOpen() {
        Model model = model(upstream("ill", 1, 1));
        Route.Attempt only = router.route(model, any -> true).next();
        assertThat(only).isNotNull();
        only.failed();

        assertThat(router.route(model, any -> true).next()).isNull();
    }

    @Test
    void triesNoMoreUpstreamsThanItsBound() {
        Upstream[] many = new Upstream[10];
        for (int i = 0; i < many.length; i++) {
            many[i] = upstream("u" + i, i, 1);
        }

        assertThat(names(router.route(model(many), any -> true))).hasSize(4);
    }

    @Test
    void waitsAsLongAsTheUpstreamAskedFor() {
        Route route = router.route(model(upstream("a", 1, 1)), any -> true);
        route.next();

        assertThat(route.backOff(Duration.ofSeconds(2)))
                .hasValue(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void doesNotWaitLongerThanACallerWould() {
        Route route = router.route(model(upstream("a", 1, 1)), any -> true);
        route.next();

        assertThat(route.backOff(Duration.ofSeconds(6))).isEmpty();
    }

    @Test
    void backsOffLongerEachTime() {
        Route route = router.route(model(upstream("a", 1, 1)), any -> true);
        route.next();

        assertThat(route.backOff(null).orElseThrow()).isBetween(100_000_000L, 200_000_000L);
        assertThat(route.backOff(null).orElseThrow()).isBetween(200_000_000L, 400_000_000L);
    }

    @Test
    void leavesOutUpstreamsThatCannotServeThisKindOfCall() {
        Route route = router.route(
                model(upstream("a", 1, 1), upstream("b", 2, 1)),
                upstream -> upstream.model().equals("b"));

        assertThat(names(route)).containsExactly("b");
    }

    private static List<String> names(Route route) {
        List<String> names = new ArrayList<>();
        for (Route.Attempt attempt; (attempt = route.next()) != null; ) {
            names.add(attempt.upstream().model());
        }
        return names;
    }

    private static Model model(Upstream... upstreams) {
        Rates free = new Rates(0, 0, 0, 0, 0, 0, 0, 0);
        return new Model(
                "m",
                0,
                0,
                new Price(1, List.of(new Price.Band(0, free)), 0),
                Set.of(Model.Task.CHAT),
                List.of(upstreams));
    }

    private static Upstream upstream(String name, int priority, int weight) {
        Provider provider = new Provider(
                "p",
                Dialect.OPENAI,
                URI.create("http://127.0.0.1:1/v1"),
                "secret",
                "P Inc.",
                CancelPolicy.CLOSE_AND_ESTIMATE);
        return new Upstream(provider, name, priority, weight);
    }
}
