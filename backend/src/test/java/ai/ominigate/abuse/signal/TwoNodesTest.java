package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes on one database: they see one picture, and count by the same rules, which the staff changes. */
class TwoNodesTest {
    private static RunningOminiGate one;
    private static RunningOminiGate two;

    @BeforeAll
    static void start() throws IOException {
        one = RunningOminiGate.with(Map.of("ominigate.trusted-proxies", "127.0.0.0/8"));
        two = RunningOminiGate.with(Map.of(
                "ominigate.trusted-proxies",
                "127.0.0.0/8",
                "ominigate.database.url",
                one.database().jdbcUrl()));
    }

    @AfterAll
    static void stop() throws IOException {
        two.close();
        one.close();
    }

    @Test
    void whatEachSawHalfOfIsSeenWholeAndRaisedOnce() throws Exception {
        probe(one, "203.0.113.1", 0, 15);
        probe(two, "203.0.113.1", 15, 30);

        Await.until("the flag is raised", () -> !flags("203.0.113.1").isEmpty());
        assertThat(flags("203.0.113.1")).containsExactly("S3 v1 30.0 of 30.0");
    }

    @Test
    void aRuleThatIsChangedOnOneNodeCountsOnTheOther() throws Exception {
        Colleague lead = Colleague.signedIn(one, Role.TRUST_SAFETY_LEAD).stepUp();
        Answer before = lead.send("GET", "/admin/v1/abuse/rules/S15", "");
        assertThat(before.json().path("threshold").asDouble()).isEqualTo(600);

        Answer changed = change(lead, "S15", before, """
                {"threshold": 7, "points": 12, "reason": "We are being copied."}
                """);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("version").asLong())
                .isEqualTo(before.json().path("version").asLong() + 1);
        assertThat(changed.json().path("window").asText()).isEqualTo("PT10M");
        assertThat(changed.json().path("changedBy").asText()).isEqualTo(lead.id());

        Await.until("the other node counts by it", () -> {
            for (int i = 0; i < 7; i++) {
                two.send("GET", "/v1/models", "", Map.of("X-Forwarded-For", "203.0.113.3"));
            }
            return !flags("203.0.113.3").isEmpty();
        });
        assertThat(flags("203.0.113.3").getFirst()).startsWith("S15 v2 ");

        Answer stale = change(lead, "S15", before, "{\"shadow\": true, \"reason\": \"Too late.\"}");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().path("current").path("version"))
                .isEqualTo(changed.json().path("version"));
        assertThat(lead.send("GET", "/admin/v1/abuse/rules/S15/versions", "")
                        .json()
                        .path("items"))
                .extracting(version -> version.path("reason").asText())
                .containsExactly("We are being copied.", "As delivered.");
        assertThat(audited("rule.change")).containsOnlyOnce("staff:" + lead.id() + " DONE rule:S15");
    }

    @Test
    void whatIsNoRuleOrNoNumberOfItsIsRefusedWithASentence() throws Exception {
        Colleague lead = Colleague.signedIn(one, Role.TRUST_SAFETY_LEAD).stepUp();
        Answer rule = lead.send("GET", "/admin/v1/abuse/rules/S1", "");

        assertThat(lead.send("GET", "/admin/v1/abuse/rules/S99", "").status()).isEqualTo(404);
        assertThat(change(lead, "S1", rule, "{\"further\": {\"acounts\": 3}, \"reason\": \"x\"}")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("Beside its threshold, the rule S1 compares accounts and nothing else.");
        assertThat(change(lead, "S1", rule, "{\"familyCap\": 90, \"reason\": \"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(change(lead, "S1", rule, "{\"threshold\": 3}").status()).isEqualTo(400);
    }

    @Test
    void allRulesAreListedWithWhatTheyCountAndWhetherTheySee() throws Exception {
        JsonNode rules = Colleague.signedIn(one, Role.TRUST_SAFETY)
                .send("GET", "/admin/v1/abuse/rules", "")
                .json()
                .path("items");
        assertThat(rules).hasSize(18);
        assertThat(rules)
                .filteredOn(rule -> rule.path("blind").asBoolean())
                .extracting(rule -> rule.path("signal").asText())
                .containsExactly("S4", "S16", "S17");
    }

    @Test
    void aRuleIsReplayedOverWhatTheLogHasAndSaysWhatItCannotKnow() throws Exception {
        for (int i = 0; i < 25; i++) {
            two.send("GET", "/v1/models", "", Map.of("X-Forwarded-For", "203.0.113.4"));
        }
        Colleague officer = Colleague.signedIn(one, Role.TRUST_SAFETY);
        JsonNode replay = Await.value(
                "the log has it",
                () -> officer.send("POST", "/admin/v1/abuse/rules/S15/replay", "{\"threshold\": 25}")
                        .json(),
                answer -> answer.path("flags").asInt() > 0);

        assertThat(replay.path("computable").asBoolean()).isTrue();
        assertThat(replay.path("examples"))
                .extracting(flag -> flag.path("entity").asText())
                .contains("network:203.0.113.•••");
        JsonNode impossible =
                officer.send("POST", "/admin/v1/abuse/rules/S3/replay", "{}").json();
        assertThat(impossible.path("computable").asBoolean()).isFalse();
        assertThat(impossible.path("note").asText()).contains("keys that are unknown");
    }

    @Test
    void aRuleThatIsWrongTooOftenIsOnlyTriedOutUntilSomebodyChangesIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            decided("S10", i < 11 ? "CONFIRMED" : "FALSE_POSITIVE");
        }
        RuleHealth health = one.application().context().getBean(RuleHealth.class);
        health.check();

        Colleague lead = Colleague.signedIn(one, Role.TRUST_SAFETY_LEAD).stepUp();
        Answer rule = lead.send("GET", "/admin/v1/abuse/rules/S10", "");
        assertThat(rule.json().path("shadow").asBoolean()).isTrue();
        assertThat(rule.json().path("version").asLong()).isEqualTo(2);
        assertThat(rule.json().path("precision").path("share").asDouble()).isEqualTo(0.55);
        assertThat(audited("rule.shadow")).hasSize(1);

        Answer back = change(lead, "S10", rule, "{\"shadow\": false, \"threshold\": 8, \"reason\": \"Stricter.\"}");
        assertThat(back.json().path("precision").path("confirmed").asInt()).isZero();
        health.check();
        assertThat(lead.send("GET", "/admin/v1/abuse/rules/S10", "")
                        .json()
                        .path("shadow")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aRuleThatIsChangedTwiceWithOneKeyIsChangedOnce() throws Exception {
        Colleague lead = Colleague.signedIn(one, Role.TRUST_SAFETY_LEAD).stepUp();
        Answer seen = lead.send("GET", "/admin/v1/abuse/rules/S14", "");
        Map<String, String> headers = Map.of(
                "Authorization",
                "Bearer " + lead.token(),
                "If-Match",
                "\"" + seen.json().path("version").asLong() + "\"",
                "Idempotency-Key",
                "stricter");
        String wish = "{\"threshold\": 80, \"reason\": \"Stricter.\"}";

        Answer first = one.send("PUT", "/admin/v1/abuse/rules/S14", wish, headers);
        Answer again = one.send("PUT", "/admin/v1/abuse/rules/S14", wish, headers);

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(lead.send("GET", "/admin/v1/abuse/rules/S14/versions", "")
                        .json()
                        .path("items"))
                .hasSize((int) seen.json().path("version").asLong() + 1);
    }

    private static Answer change(Colleague who, String signal, Answer seen, String wish) throws Exception {
        return one.send(
                "PUT",
                "/admin/v1/abuse/rules/" + signal,
                wish,
                Map.of(
                        "Authorization",
                        "Bearer " + who.token(),
                        "If-Match",
                        "\"" + seen.json().path("version").asLong() + "\""));
    }

    private static void probe(RunningOminiGate node, String address, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            String secret = "og-" + "%010d".formatted(i * 7_919) + "x".repeat(33);
            node.send(
                    "GET", "/v1/credits", "", Map.of("Authorization", "Bearer " + secret, "X-Forwarded-For", address));
        }
    }

    private static List<String> flags(String address) throws SQLException {
        return column("SELECT signal || ' v' || rule_version || ' ' || observed::numeric(9,1) || ' of '"
                + " || threshold::numeric(9,1) FROM abuse.flag WHERE entity = 'network:" + address + "/32'");
    }

    private static List<String> audited(String action) throws SQLException {
        return column(
                "SELECT actor || ' ' || outcome || ' ' || subject FROM audit.entry WHERE action = '" + action + "'");
    }

    private static void decided(String signal, String disposition) throws SQLException {
        try (Connection connection = one.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO abuse.flag (
                        id, signal, rule_version, shadow, entity, family, observed, threshold, points, half_life_seconds,
                        family_cap, first_seen, last_seen, evidence_expires, counts, raised_at, disposition, disposed_at)
                    VALUES (
                        gen_random_uuid(), '%s', 1, false, 'account:' || gen_random_uuid(), 'PAYMENT', 5, 5, 40, 3600,
                        70, now(), now(), now(), '{}', now(), '%s', now())
                    """.formatted(signal, disposition));
        }
    }

    private static List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = one.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }
}
