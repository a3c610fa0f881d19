package ai.ominigate.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How privacy officers decide what is kept how long. */
class RetentionTest {
    private static final String LOG = "/admin/v1/retention/rules/OPERATIONAL_LOG";

    private static RunningOminiGate ominigate;
    private static TestClock clock;

    private Colleague officer;
    private Colleague other;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.retention.first-purge-after", "1d");
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @BeforeEach
    void startAnew() throws Exception {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    UPDATE retention.rule
                    SET kept_for = 'P14D', next_kept_for = NULL, next_at = NULL, confirmed_at = NULL, version = 1
                    WHERE data_class = 'OPERATIONAL_LOG'
                    """);
            statement.execute("TRUNCATE retention.purge, abuse.operational_log");
            statement.execute("ALTER TABLE policy.version DISABLE TRIGGER USER");
            statement.execute("ALTER TABLE policy.text DISABLE TRIGGER USER");
            statement.execute("DELETE FROM policy.version WHERE number > 1");
            statement.execute("ALTER TABLE policy.version ENABLE TRIGGER USER");
            statement.execute("ALTER TABLE policy.text ENABLE TRIGGER USER");
        }
        officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        other = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
    }

    @Test
    void everyClassHasARuleWithItsBoundsAndItsReason() throws Exception {
        JsonNode rules =
                officer.send("GET", "/admin/v1/retention/rules", "").json().path("items");

        assertThat(rules.findValuesAsText("dataClass"))
                .containsExactly(java.util.Arrays.stream(DataClass.values())
                        .map(Enum::name)
                        .toArray(String[]::new));
        for (JsonNode rule : rules) {
            assertThat(rule.path("state").asText()).isEqualTo("DRAFT");
            assertThat(rule.path("legalBasis").asText()).contains("GDPR");
            assertThat(rule.path("shortest").asText()).startsWith("P");
        }
    }

    @Test
    void aShorterWindowTakesTwoPeopleAndADayAndCanBeTakenBack() throws Exception {
        logged("15 days");
        logged("8 days");
        JsonNode preview = officer.send("GET", LOG + "/preview?window=P7D", "").json();
        assertThat(preview.path("rows").asInt()).isEqualTo(2);
        assertThat(preview.path("shortens").asBoolean()).isTrue();

        Answer proposed = change(officer, "P7D", 1);
        assertThat(proposed.status()).isEqualTo(202);
        assertThat(proposed.json().path("effect").asText())
                .isEqualTo(
                        "Operational log is kept for 7 days instead of 14 days, a day after this is agreed to. As of now that"
                                + " removes 2 rows, for good.");
        assertThat(agree(officer, proposed.json()).status())
                .as("nobody agrees with themselves")
                .isEqualTo(403);
        assertThat(agree(other, proposed.json()).status()).isEqualTo(200);

        assertThat(rule().path("window").asText()).isEqualTo("P14D");
        assertThat(rule().path("pending").path("window").asText()).isEqualTo("P7D");
        purge();
        assertThat(rows()).as("for a day it is as before").isOne();

        Answer takenBack = other.send("DELETE", LOG + "/pending", "", 2);
        assertThat(takenBack.status()).isEqualTo(200);
        assertThat(takenBack.json().has("pending")).isFalse();
    }

    @Test
    void aShorterWindowTakesEffectAfterADay() throws Exception {
        logged("8 days");
        agree(other, change(officer, "P7D", 1).json());

        clock.advance(Duration.ofHours(25));
        ominigate.application().context().getBean(Purges.class).run(DataClass.OPERATIONAL_LOG, false);

        officer.signIn();
        assertThat(rule().path("window").asText()).isEqualTo("P7D");
        assertThat(rule().path("version").asInt()).isEqualTo(3);
        assertThat(rows()).isZero();
        assertThat(AuditEntries.about(ominigate.database(), "retention:operational_log"))
                .contains("ominigate retention.shorten DONE retention:operational_log");
    }

    @Test
    void aLongerWindowOfADraftIsThereAtOnce() throws Exception {
        Answer proposed = change(officer, "P30D", 1);
        assertThat(proposed.json().path("effect").asText())
                .isEqualTo("Operational log is kept for 30 days instead of 14 days, from now on.");

        agree(other, proposed.json());

        assertThat(rule().path("window").asText()).isEqualTo("P30D");
    }

    @Test
    void aConfirmedWindowIsAPromiseThatCanOnlyGetShorter() throws Exception {
        Answer asked = officer.send("POST", LOG + "/confirm", "{\"reason\":\"Counsel has agreed.\"}", 1);
        assertThat(asked.status()).isEqualTo(202);
        assertThat(agree(other, asked.json()).status()).isEqualTo(200);
        assertThat(rule().path("state").asText()).isEqualTo("CONFIRMED");

        Answer longer = change(officer, "P30D", 2);
        assertThat(longer.status()).isEqualTo(409);
        assertThat(longer.json().path("code").asText()).isEqualTo("policy_version_needed");
        assertThat(change(officer, "P7D", 2).status()).isEqualTo(202);
    }

    @Test
    void aConfirmedWindowGetsLongerOnceAPublishedVersionOfThePolicySaysSo() throws Exception {
        confirm();
        publish("Logs are kept for 30 days.", "运行日志保留 30 天。", "1 second");

        Answer longer = change(officer, "P30D", 2, 2);
        assertThat(longer.status()).isEqualTo(202);
        assertThat(agree(other, longer.json()).status()).isEqualTo(200);

        assertThat(rule().path("window").asText()).isEqualTo("P30D");
        assertThat(AuditEntries.detailsWith(ominigate.database(), "policy:2")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | Logs are kept for 30 days. | 日志保留 30 天。 | 1 second | was not published after the window was confirmed",
                "1 | Logs are kept for 30 days. | 日志保留 30 天。 | 1 second | was not published after the window was confirmed",
                "2 | Logs are kept for 30 days. | 日志保留 30 天。 | -2 days  | lengthen the window then",
                "2 | Logs are kept for a time.  | 日志保留 30 天。 | 1 second | no sentence in en that says \"30 days\" of the class Operational log",
                "2 | Logs are kept for 30 days. | 日志短期保留。  | 1 second | no sentence in zh-CN that says \"30 days\" of the class Operational log",
                "2 | Logs are kept. We answer within 30 days. | 日志保留 30 天。 | 1 second | no sentence in en",
                "2 | Logs are kept for 14 days, letters for 30 days. | 日志保留 30 天。 | 1 second | no sentence in en",
                "2 | The audit log is kept for 30 days. | 审计日志保留 30 天。 | 1 second | no sentence in en"
            })
    void aVersionThatPeopleWereNotToldThatInDoesNotDo(
            int named, String english, String chinese, String holdsSince, String why) throws Exception {
        confirm();
        publish(english, chinese, holdsSince);

        Answer longer = change(officer, "P30D", 2, named);

        assertThat(longer.status()).isEqualTo(409);
        assertThat(longer.json().path("code").asText()).isEqualTo("policy_version_needed");
        assertThat(longer.json().path("detail").asText()).contains(why);
    }

    @Test
    void aVersionThatNobodyWasWrittenToOfDoesNotDo() throws Exception {
        confirm();
        publish(2, false, "Logs are kept for 30 days.", "运行日志保留 30 天。", "1 second");

        Answer longer = change(officer, "P30D", 2, 2);

        assertThat(longer.status()).isEqualTo(409);
        assertThat(longer.json().path("detail").asText()).contains("nobody was written to of it");
    }

    @Test
    void aVersionThatAnotherOneFollowedDoesNotDo() throws Exception {
        confirm();
        publish("Logs are kept for 30 days.", "运行日志保留 30 天。", "1 minute");
        publish(3, true, "Logs are kept for 14 days.", "运行日志保留 14 天。", "1 second");

        Answer longer = change(officer, "P30D", 2, 2);

        assertThat(longer.status()).isEqualTo(409);
        assertThat(longer.json().path("detail").asText()).contains("does not hold any more");
    }

    private void confirm() throws Exception {
        Answer asked = officer.send("POST", LOG + "/confirm", "{\"reason\":\"Counsel has agreed.\"}", 1);
        assertThat(agree(other, asked.json()).status()).isEqualTo(200);
    }

    /** Version 2 of the policy, which holds since a while. */
    private static void publish(String english, String chinese, String holdsSince) throws Exception {
        publish(2, true, english, chinese, holdsSince);
    }

    private static void publish(int number, boolean material, String english, String chinese, String holdsSince)
            throws Exception {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO policy.version (number, status, last_updated, material) VALUES (%5$d, 'DRAFT', '2026-12-01', %6$b);
                    INSERT INTO policy.text VALUES
                        (%5$d, 'en', '%1$s', sha256(convert_to('%1$s', 'UTF8'))),
                        (%5$d, 'zh-CN', '%4$s', sha256(convert_to('%4$s', 'UTF8')));
                    UPDATE policy.version
                    SET status = 'PUBLISHED', published_at = '%2$s', announced_at = now(),
                        effective_at = '%2$s'::timestamptz - INTERVAL '%3$s'
                    WHERE number = %5$d;
                    """.formatted(english, clock.instant(), holdsSince, chinese, number, material));
        }
    }

    private static Answer change(Colleague who, String window, long version, int policyVersion) throws Exception {
        return who.send(
                "POST",
                LOG + "/window",
                "{\"window\":\"%s\",\"reason\":\"We need it.\",\"policyVersion\":%d}".formatted(window, policyVersion),
                version);
    }

    @Test
    void alsoAProposalFromBeforeTheConfirmationCannotBreakIt() throws Exception {
        Answer longer = change(officer, "P30D", 1);
        agree(
                other,
                officer.send("POST", LOG + "/confirm", "{\"reason\":\"Counsel has agreed.\"}", 1)
                        .json());

        Answer late = agree(other, longer.json());

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("code").asText()).isEqualTo("rule_changed");
        assertThat(rule().path("window").asText()).isEqualTo("P14D");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P31D", "P0D", "P-1D", "P2M"})
    void aWindowOutsideOfItsBoundsIsRefused(String window) throws Exception {
        Answer refused = change(officer, window, 1);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("detail").asText())
                .startsWith("Operational log is kept for at least 1 day and at most 30 days, so ");
    }

    @Test
    void whoSawAnotherVersionIsToldThePresentOne() throws Exception {
        Answer stale = change(officer, "P7D", 9);

        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().path("current").path("version").asInt()).isEqualTo(1);
    }

    @Test
    void somebodyCanPurgeAtOnceAndSeeTheReceipt() throws Exception {
        logged("15 days");
        assertThat(rule().path("overdue").asBoolean()).isTrue();

        JsonNode after = purge();

        assertThat(after.path("overdue").asBoolean()).isFalse();
        assertThat(after.path("lastPurge").path("deleted").asInt()).isOne();
        JsonNode newest = officer.send("GET", "/admin/v1/retention/purges?dataClass=OPERATIONAL_LOG", "")
                .json()
                .path("items")
                .get(0);
        assertThat(newest).isEqualTo(after.path("lastPurge"));
    }

    @Test
    void anAuditorSeesTheRulesAndChangesNothing() throws Exception {
        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR).stepUp();

        assertThat(auditor.send("GET", "/admin/v1/retention/rules", "").status())
                .isEqualTo(200);
        assertThat(change(auditor, "P7D", 1).status()).isEqualTo(403);
    }

    private static Answer change(Colleague who, String window, long version) throws Exception {
        return who.send(
                "POST", LOG + "/window", "{\"window\":\"%s\",\"reason\":\"We need less.\"}".formatted(window), version);
    }

    private static Answer agree(Colleague who, JsonNode proposal) throws Exception {
        return who.send(
                "POST",
                "/admin/v1/approvals/" + proposal.path("id").asText() + "/approve",
                "{}",
                proposal.path("version").asLong());
    }

    private JsonNode purge() throws Exception {
        return officer.send("POST", LOG + "/purge", "").json();
    }

    private JsonNode rule() throws Exception {
        return officer.send("GET", LOG, "").json();
    }

    private static void logged(String ago) throws Exception {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO abuse.operational_log (time, address, method, path_template, status, headers)
                    VALUES ('%s'::timestamptz - interval '%s', '203.0.113.9', 'GET', '/', 200, '{}')
                    """.formatted(clock.instant(), ago));
        }
    }

    private static int rows() throws Exception {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM abuse.operational_log WHERE address = '203.0.113.9'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
