package ai.ominigate.overview;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.gateway.route.Breaker;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.system.BreakerState;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What everybody of the staff sees of the system, where the one provider is gone. */
class OverviewTest {
    private static RunningOminiGate ominigate;
    private static Colleague support;

    @BeforeAll
    static void start() throws Exception {
        ominigate = RunningOminiGate.with(Map.ofEntries(
                Map.entry("ominigate.providers.gone.dialect", "openai"),
                // Nothing listens there.
                Map.entry("ominigate.providers.gone.base-url", "http://127.0.0.1:1/v1"),
                Map.entry("ominigate.providers.gone.api-key", "secret"),
                Map.entry("ominigate.providers.gone.subprocessor", "Double Inc."),
                Map.entry("ominigate.models.lost.upstreams[0].provider", "gone"),
                Map.entry("ominigate.models.lost.upstreams[0].model", "upstream-model"),
                Map.entry("ominigate.models.lost.upstreams[0].priority", 1),
                Map.entry("ominigate.models.lost.price.input", "2.50"),
                Map.entry("ominigate.models.lost.price.output", "10"),
                Map.entry("ominigate.models.lost.context-window", 128_000),
                Map.entry("ominigate.models.lost.max-output", 16_384),
                Map.entry("ominigate.routing.attempts", 1),
                Map.entry("ominigate.routing.failures-to-open", 1),
                Map.entry("ominigate.routing.open-for", "10m")));
        support = Colleague.signedIn(ominigate, Role.SUPPORT);
        callTheLostModel();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    /** Once with a failure, then twice without an upstream that could be tried. */
    private static void callTheLostModel() throws Exception {
        String account = ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\": \"Caller\"}")
                .json()
                .path("id")
                .asText();
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount": "25", "reason": "for a test", "idempotencyKey": "%s"}
                """.formatted(account));
        String secret = ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\": \"laptop\"}")
                .json()
                .path("secret")
                .asText();
        Await.value("the key is known", () -> call(secret), status -> status == 502);
        assertThat(List.of(call(secret), call(secret))).containsExactly(503, 503);
    }

    private static int call(String secret) throws IOException, InterruptedException {
        return ominigate
                .send("POST", "/v1/chat/completions", """
                        {"model": "lost", "max_tokens": 10, "messages": [{"role": "user", "content": "Hello"}]}
                        """, Map.of("Authorization", "Bearer " + secret))
                .status();
    }

    @Test
    void aNodeTellsHowItDoes() throws Exception {
        JsonNode health = health();

        assertThat(health.path("problems")).isEmpty();
        assertThat(health.path("databaseMillis").asDouble()).isPositive();
        assertThat(health.path("sharedLimits").asText()).isEqualTo("NOT_SET");
        assertThat(health.path("journal").path("bytes").asLong()).isPositive();
        assertThat(health.path("disk").path("freeBytes").asLong())
                .isPositive()
                .isLessThan(health.path("disk").path("totalBytes").asLong());
        assertThat(health.path("version").asText()).isEqualTo("not packaged");
        assertThat(health.path("restore").path("known").asLong())
                .isEqualTo(health.path("restore").path("remembered").asLong());
        assertThat(health.path("restore").has("replayedAt")).isFalse();
        assertThat(health.at("/letters/waiting").isNumber()).isTrue();
        assertThat(health.path("unsignedEntries").isNumber()).isTrue();
        assertThat(health.has("mailboxSeconds")).as("there is no mailbox").isFalse();
        assertThat(health.has("paymentNews")).as("there is no Stripe").isFalse();
    }

    @Test
    void whatFewerThanTwoPeopleCanAgreeToIsSaidAloudWithWhatToDo() throws Exception {
        assertThat(warningsOf("abuse.decide"))
                .singleElement()
                .asString()
                .startsWith("Nobody can agree to ")
                .endsWith(". Give two members of the staff the role Trust and safety lead.");
        Colleague.enrolled(ominigate, Role.TRUST_SAFETY_LEAD);
        assertThat(warningsOf("abuse.decide"))
                .singleElement()
                .asString()
                .startsWith("Only one member of the staff can agree to ")
                .endsWith(". Give another one the role Trust and safety lead.");
        Colleague.enrolled(ominigate, Role.TRUST_SAFETY_LEAD);
        assertThat(warningsOf("abuse.decide")).isEmpty();
    }

    private static List<String> warningsOf(String kind) throws Exception {
        List<String> warnings = new ArrayList<>();
        health().path("warnings").forEach(warning -> warnings.add(warning.asText()));
        return warnings.stream().filter(warning -> warning.contains(kind)).toList();
    }

    @Test
    void anUpstreamThatIsLeftAloneIsNamed() throws Exception {
        assertThat(health().path("upstreams").toString())
                .isEqualTo("[{\"provider\":\"gone\",\"model\":\"upstream-model\",\"breaker\":\"OPEN\"}]");
        assertThat(Arrays.stream(BreakerState.values()).map(Enum::name))
                .as("the metric is the number of a standing")
                .isEqualTo(
                        Arrays.stream(Breaker.Standing.values()).map(Enum::name).toList());
    }

    @Test
    void nodesAreActiveSilentLostOrStopped() throws Exception {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO billing.node (node_id, epoch, started_at, heartbeat_at, leases_expire_at, stopped_at)
                    VALUES (gen_random_uuid(), 101, now() - INTERVAL '1 h', now() - INTERVAL '1 min', now() + INTERVAL '9 min', NULL),
                           (gen_random_uuid(), 102, now() - INTERVAL '2 h', now() - INTERVAL '11 min', now() - INTERVAL '1 min', NULL),
                           (gen_random_uuid(), 103, now() - INTERVAL '3 h', now() - INTERVAL '1 h', now(), now() - INTERVAL '1 h'),
                           (gen_random_uuid(), 104, now() - INTERVAL '9 d', now() - INTERVAL '8 d', now() - INTERVAL '8 d', NULL)
                    """);
        }

        JsonNode health = health();

        assertThat(health.path("nodes").findValuesAsText("state"))
                .containsExactly("ACTIVE", "SILENT", "LOST", "STOPPED");
        assertThat(health.path("nodes").get(0).path("id")).isEqualTo(health.path("node"));
    }

    @Test
    void theLastDayIsToldHourByHour() throws Exception {
        Answer answer = Await.value(
                "the failed call is stored",
                () -> support.send("GET", "/admin/v1/overview", ""),
                overview -> sum(overview, "failedCalls") > 0);

        JsonNode hours = answer.json().path("hours");
        assertThat(hours).hasSize(24);
        assertThat(Instant.parse(hours.get(23).path("from").asText()))
                .isEqualTo(Instant.parse(hours.get(0).path("from").asText()).plus(23, ChronoUnit.HOURS))
                .isAfter(Instant.now().minus(2, ChronoUnit.HOURS));
        assertThat(sum(answer, "calls")).isEqualTo(1);
        assertThat(sum(answer, "failedCalls")).isEqualTo(1);
        assertThat(hours.get(0).path("spent").asText()).isEqualTo("0.000000000");
    }

    @Test
    void whatWasRefusedIsToldByItsCode() throws Exception {
        JsonNode overview = support.send("GET", "/admin/v1/overview", "").json();

        assertThat(overview.path("refused").toString()).contains("{\"code\":\"no_upstream\",\"calls\":2}");
        assertThat(Instant.parse(overview.path("refusedSince").asText())).isBefore(Instant.now());
    }

    @Test
    void whatWaitsForWhoeverAsksIsCounted() throws Exception {
        Colleague one = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        Colleague other = Colleague.signedIn(ominigate, Role.ADMIN);
        one.send("POST", "/admin/v1/invitations", """
                {"email": "third@ominigate.example", "name": "Third", "roles": ["ADMIN"], "reason": "We are too few."}
                """);

        assertThat(awaiting(other)).isEqualTo(1);
        assertThat(awaiting(one)).as("nobody agrees to their own").isZero();
        assertThat(awaiting(support)).isZero();
    }

    @Test
    void brokenGlassIsCountedForThoseWhoWatchOverIt() throws Exception {
        Colleague officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        Colleague other = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        officer.send("POST", "/admin/v1/break-glass", """
                {"purpose": "SECURITY_INCIDENT", "reason": "A regulator calls and wants an answer now."}
                """);

        assertThat(brokenGlass(other)).isEqualTo(1);
        assertThat(brokenGlass(officer)).as("nobody acknowledges their own").isZero();
        assertThat(brokenGlass(support)).isZero();
    }

    private static long brokenGlass(Colleague who) throws Exception {
        return who.send("GET", "/admin/v1/overview", "")
                .json()
                .path("breakGlassToAcknowledge")
                .asLong();
    }

    private static long awaiting(Colleague who) throws Exception {
        return who.send("GET", "/admin/v1/overview", "")
                .json()
                .path("awaitingMe")
                .asLong();
    }

    private static JsonNode health() throws Exception {
        Answer answer = support.send("GET", "/admin/v1/system/health", "");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static long sum(Answer overview, String field) {
        long sum = 0;
        for (JsonNode hour : overview.json().path("hours")) {
            sum += hour.path(field).asLong();
        }
        return sum;
    }
}
