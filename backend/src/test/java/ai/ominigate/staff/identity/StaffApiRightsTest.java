package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.BeforeSignIn;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every route of the staff API for every role: let in or refused as the table of rights says, by the row that {@code
 * routes.txt} has for it. A route that is not in the file fails, as does a row without a route.
 */
class StaffApiRightsTest {
    static final String ANYBODY = "anybody";
    private static final String STEP_UP = "step-up";
    private static final Pattern PLACE = Pattern.compile("\\{[^}]+}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whoever tries wrong tokens from one network waits. */
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private static RunningOminiGate ominigate;
    private static Map<String, Row> rows;

    /** What a route needs: a capability or nothing, and whether of somebody who has just stepped up. */
    record Row(String capability, boolean stepUp) {
        Mark mark(Role role) {
            return Rights.of(role, Capability.valueOf(capability));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of("ominigate.trusted-proxies", "127.0.0.0/8"));
        rows = rows();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void everyRouteHasARowAndEveryRowARoute() {
        Map<String, Row> found = new TreeMap<>();
        routes().forEach(route -> {
            boolean open = route.getTargetMethod().hasAnnotation(BeforeSignIn.class);
            String capability = route.getTargetMethod()
                    .enumValue(Allowed.class, Capability.class)
                    .map(Enum::name)
                    .orElse(open ? ANYBODY : "nobody");
            boolean stepUp = route.getTargetMethod()
                    .booleanValue(Allowed.class, "stepUp")
                    .orElse(false);
            found.put(name(route), new Row(capability, stepUp));
        });

        assertThat(found).as("left: the routes, right: routes.txt").isEqualTo(rows);
    }

    @ParameterizedTest
    @EnumSource
    void aRoleIsLetInOrRefusedAsTheTableSays(Role role) throws Exception {
        Colleague colleague = Colleague.signedIn(ominigate, role).stepUp();
        for (Map.Entry<String, Row> each : guarded()) {
            Reply reply = call(each.getKey(), colleague.token());
            if (each.getValue().mark(role) == Mark.NO) {
                assertRefused(each, "staff:" + colleague.id(), reply);
                assertThat(reply.json().path("needs").path("roles").toString())
                        .as(each.getKey())
                        .doesNotContain('"' + role.name() + '"');
            } else {
                // The request names nothing that is there; how far it gets beyond the door is its feature's.
                assertThat(reply.status()).as(each + " for " + role).isLessThan(500);
                assertThat(reply.status()).as(each + " for " + role).isNotIn(401, 403);
            }
        }
    }

    @Test
    void theOperatorIsLetInOrRefusedAsTheTableSays() throws Exception {
        for (Map.Entry<String, Row> each : guarded()) {
            Capability capability = Capability.valueOf(each.getValue().capability());
            Reply reply = call(each.getKey(), RunningOminiGate.OPERATOR_TOKEN);
            if (Rights.allows(new Actor.Operator(), capability)) {
                assertThat(reply.json().path("code").asText())
                        .as(each.getKey())
                        .isNotIn("right_missing", "step_up_required");
            } else {
                assertRefused(each, "operator", reply);
            }
        }
    }

    @Test
    void whatNeedsAStepUpIsRefusedWithoutOne() throws Exception {
        for (Role role : Role.values()) {
            Colleague colleague = Colleague.signedIn(ominigate, role);
            for (Map.Entry<String, Row> each : guarded()) {
                if (each.getValue().stepUp() && each.getValue().mark(role) != Mark.NO) {
                    Reply reply = call(each.getKey(), colleague.token());
                    assertThat(reply.status()).as(each.getKey()).isEqualTo(403);
                    assertThat(reply.json().path("code").asText()).isEqualTo("step_up_required");
                    assertThat(reply.json().path("needs").path("stepUp").asBoolean())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void nobodyIsLetInWithoutATokenButWhereOneSignsIn() throws Exception {
        for (Map.Entry<String, Row> each : rows.entrySet()) {
            Reply reply = call(each.getKey(), "st-" + "x".repeat(43));
            if (each.getValue().capability().equals(ANYBODY)) {
                assertThat(reply.json().path("code").asText()).as(each.getKey()).doesNotStartWith("token_");
            } else {
                assertThat(reply.status()).as(each.getKey()).isEqualTo(401);
            }
        }
    }

    private static void assertRefused(Map.Entry<String, Row> each, String actor, Reply reply) throws Exception {
        assertThat(reply.status()).as(each.getKey() + " by " + actor).isEqualTo(403);
        assertThat(reply.json().path("code").asText()).as(each.getKey()).isEqualTo("right_missing");
        assertThat(reply.json().path("needs").path("capability").asText())
                .isEqualTo(each.getValue().capability());
        assertThat(AuditEntries.of(ominigate.database(), reply.requestId()))
                .containsExactly(actor + " route.call REFUSED route:" + each.getKey());
    }

    /** Signing out comes last, as nothing works after it. */
    private static Iterable<Map.Entry<String, Row>> guarded() {
        return rows.entrySet().stream()
                .filter(row -> !row.getValue().capability().equals(ANYBODY))
                .sorted(Comparator.comparing(
                        (Map.Entry<String, Row> row) -> row.getKey().equals("DELETE /admin/v1/session")))
                .toList();
    }

    private record Reply(int status, String requestId, JsonNode json) {}

    private static Reply call(String route, String token) throws IOException, InterruptedException {
        String method = route.substring(0, route.indexOf(' '));
        String path = PLACE.matcher(route.substring(route.indexOf(' ') + 1))
                .replaceAll(UUID.randomUUID().toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(ominigate.application().baseUrl() + path))
                .header("Authorization", "Bearer " + token)
                .header("X-Forwarded-For", "198.51." + NETWORKS.incrementAndGet() % 256 + ".1")
                .header("Content-Type", "application/json");
        request.method(
                method,
                method.equals("GET") || method.equals("DELETE")
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString("{}"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            // Files and streams of events are not read: what is in them is recorded where it leaves.
            JsonNode json = response.statusCode() < 400 ? JSON.missingNode() : JSON.readTree(response.body());
            response.body().close();
            client.shutdownNow();
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("x-request-id").orElse(""),
                    json);
        }
    }

    private static Stream<UriRouteInfo<?, ?>> routes() {
        return ominigate
                .application()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .filter(route -> name(route).contains(" /admin/v1"));
    }

    private static String name(UriRouteInfo<?, ?> route) {
        return route.getHttpMethod() + " " + route.getUriMatchTemplate().toPathString();
    }

    static Map<String, Row> rows() throws IOException {
        try (InputStream file = Objects.requireNonNull(StaffApiRightsTest.class.getResourceAsStream("routes.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+"))
                    .collect(Collectors.toMap(
                            words -> words[0] + " " + words[1],
                            words -> new Row(words[2], words.length > 3 && words[3].equals(STEP_UP)),
                            (one, other) -> {
                                throw new IllegalArgumentException("routes.txt has a route twice");
                            },
                            TreeMap::new));
        }
    }
}
