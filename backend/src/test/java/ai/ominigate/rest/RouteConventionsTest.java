package ai.ominigate.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.model.Page;
import ai.ominigate.model.Versioned;
import ai.ominigate.staff.rights.BeforeSignIn;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every route of the staff API keeps the conventions that are for it: a command can be sent again, a change names the
 * version that it is about, a list comes in parts and can be sorted. What does not is here with its reason, so that a new
 * route cannot forget it.
 */
class RouteConventionsTest {
    /** What is sent with POST and may be sent as often as one likes, as nothing is there afterwards but in the audit log. */
    private static final Set<String> NO_COMMANDS = Set.of(
            "POST /admin/v1/audit/verify",
            "POST /admin/v1/audit/checkpoints/{size}/verify",
            "POST /admin/v1/audit/export",
            "POST /admin/v1/ledger/verify",
            "POST /admin/v1/customers/search",
            "POST /admin/v1/abuse/rules/{signal}/replay",
            "POST /admin/v1/abuse/decisions/preview",
            "POST /admin/v1/abuse/decisions/export",
            "POST /admin/v1/privacy/requests/export",
            "POST /admin/v1/privacy/requests/{id}/letters/preview",
            "POST /admin/v1/privacy/requests/{id}/correction/preview");

    /** What is as true however often it is said. */
    private static final Set<String> AS_GOOD_AS_ONCE = Set.of("POST /admin/v1/abuse/cases/{id}/claim/keep");

    /** A code that is good once tells by itself that it comes again, and must not be kept to be compared. */
    private static final Set<String> ONCE_BY_ITSELF =
            Set.of("POST /admin/v1/session/step-up", "POST /admin/v1/oidc/step-up");

    /** What is below something with a version, and changes nothing that its version stands for. */
    private static final Map<String, String> NO_CHANGE_OF_THE_VERSIONED = Map.ofEntries(
            Map.entry("POST /admin/v1/accounts/{id}/grants", "adds to the ledger, which only grows"),
            Map.entry(
                    "POST /admin/v1/abuse/cases/{id}/notes",
                    "adds to what colleagues wrote, and takes nothing from it"),
            Map.entry(
                    "POST /admin/v1/abuse/appeals/{id}/messages",
                    "adds to what was written to and fro, and takes nothing from it"),
            Map.entry(
                    "POST /admin/v1/abuse/cases/{id}/claim/keep",
                    "says that one is still there, whatever has happened"),
            Map.entry("POST /admin/v1/abuse/rules/{signal}/replay", "changes nothing"),
            Map.entry(
                    "POST /admin/v1/retention/rules/{dataClass}/purge",
                    "does what the rule says, and leaves the rule as it is"),
            Map.entry(
                    "POST /admin/v1/privacy/requests/{id}/notes",
                    "adds to what colleagues wrote, and takes nothing from it"),
            Map.entry(
                    "POST /admin/v1/privacy/requests/{id}/links",
                    "adds what it has to do with, and changes nothing of either"),
            Map.entry(
                    "POST /admin/v1/privacy/requests/{id}/letters",
                    "adds to what was written to and fro, and takes nothing from it"),
            Map.entry("POST /admin/v1/privacy/requests/{id}/letters/preview", "changes nothing"),
            Map.entry("POST /admin/v1/privacy/requests/{id}/correction/preview", "changes nothing"),
            Map.entry(
                    "POST /admin/v1/privacy/requests/{id}/identity/check",
                    "is about the code, whatever else has happened"));

    /** Lists of what the program or one person has, which are short. */
    private static final Set<String> WHOLE = Set.of(
            "GET /admin/v1/approvals/kinds",
            "GET /admin/v1/abuse/colleagues",
            "GET /admin/v1/abuse/filters",
            "GET /admin/v1/retention/rules",
            "GET /admin/v1/policy/checks",
            "POST /admin/v1/policy/checks/run",
            "GET /admin/v1/privacy/filters",
            "GET /admin/v1/reconciliation/providers",
            "GET /admin/v1/abuse/rules",
            "GET /admin/v1/abuse/rules/{signal}/versions");

    private static RunningOminiGate ominigate;
    private static Map<String, UriRouteInfo<?, ?>> routes;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of());
        routes = ominigate
                .application()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .filter(route -> name(route).contains(" /admin/v1"))
                .collect(Collectors.toMap(
                        RouteConventionsTest::name, route -> route, (one, other) -> one, TreeMap::new));
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void everyCommandCanBeSentAgainWithItsKey() {
        Set<String> without = routesWhere(route -> isChange(route) && !takes(route, Command.class));

        assertThat(without)
                .as("commands without a parameter Command: run them by Commands, or say here why not")
                .isEqualTo(union(union(NO_COMMANDS, AS_GOOD_AS_ONCE), ONCE_BY_ITSELF));
    }

    @Test
    void everyChangeOfSomethingVersionedNamesTheVersion() {
        Set<String> without = routesWhere(
                route -> isChange(route) && isOfSomethingVersioned(route) && !takes(route, ExpectedVersion.class));

        assertThat(without)
                .as("changes without a parameter ExpectedVersion: check it, or say here why not")
                .isEqualTo(NO_CHANGE_OF_THE_VERSIONED.keySet());
    }

    @Test
    void everyListComesInPartsAndCanBeSorted() {
        Predicate<UriRouteInfo<?, ?>> isList = route -> route.getReturnType().getType() == Page.class;

        assertThat(routesWhere(isList.and(route -> !takes(route, PageRequest.class))))
                .as("lists without a parameter PageRequest")
                .isEqualTo(WHOLE);
        assertThat(routesWhere(isList.and(route -> !takes(route, Sort.class))))
                .as("lists without a parameter Sort")
                .isEqualTo(WHOLE);
    }

    /** Where one signs in, there is nobody yet whose command it could be. */
    private static boolean isChange(UriRouteInfo<?, ?> route) {
        return route.getHttpMethod() != HttpMethod.GET
                && !route.getTargetMethod().hasAnnotation(BeforeSignIn.class);
    }

    private static boolean takes(UriRouteInfo<?, ?> route, Class<?> type) {
        return Arrays.stream(route.getTargetMethod().getArguments()).anyMatch(argument -> argument.getType() == type);
    }

    /** A path is of what its last {@code {id}} names, unless it is a list of its own below that. */
    private static boolean isOfSomethingVersioned(UriRouteInfo<?, ?> route) {
        String path = path(route);
        int last = path.lastIndexOf('}');
        UriRouteInfo<?, ?> reading = routes.get("GET " + path);
        boolean isList = reading != null && reading.getReturnType().getType() == Page.class;
        if (last < 0 || isList) {
            return false;
        }
        String thing = path.substring(0, last + 1);
        String list = thing.substring(0, thing.lastIndexOf('/'));
        return Stream.of("GET " + thing, "GET " + list)
                .map(routes::get)
                .filter(Objects::nonNull)
                .map(RouteConventionsTest::answered)
                .anyMatch(Versioned.class::isAssignableFrom);
    }

    /** What a route answers, or the items of its list. */
    private static Class<?> answered(UriRouteInfo<?, ?> route) {
        Argument<?> type = route.getReturnType().asArgument();
        return type.getType() == Page.class
                ? type.getFirstTypeVariable().orElseThrow().getType()
                : type.getType();
    }

    private static Set<String> routesWhere(Predicate<UriRouteInfo<?, ?>> condition) {
        return routes.entrySet().stream()
                .filter(route -> condition.test(route.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    private static String name(UriRouteInfo<?, ?> route) {
        return route.getHttpMethod() + " " + path(route);
    }

    private static String path(UriRouteInfo<?, ?> route) {
        return route.getUriMatchTemplate().toPathString();
    }
}
