package ai.ominigate.support;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding an account by what one was told of it, and looking at it. */
class CustomerLookUpTest {
    private static final String NAME = "Theodora Quillfeather";

    private static RunningOminiGate ominigate;
    private static Colleague support;

    @BeforeAll
    static void start() throws Exception {
        ominigate = RunningOminiGate.with(Map.of());
        support = Colleague.signedIn(ominigate, Role.SUPPORT);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void anAccountIsFoundByItsWholeAddressHoweverItIsCapitalised() throws Exception {
        String account = account("theodora@quillfeather.example");

        Answer found = search("EMAIL", "Theodora@Quillfeather.Example ");

        assertThat(ids(found)).containsExactly(account);
        assertThat(found.json().path("more").asBoolean()).isFalse();
        assertThat(ids(search("EMAIL", "theodora@quillfeather"))).isEmpty();
        assertThat(ids(search("EMAIL", "%"))).isEmpty();
    }

    @Test
    void whatIsFoundIsMasked() throws Exception {
        account("masked@quillfeather.example");

        Answer found = search("EMAIL", "masked@quillfeather.example");

        assertThat(found.json().path("customers").get(0).path("name").asText()).isEqualTo("T••• Q•••");
        assertThat(found.json().path("customers").get(0).path("email").asText()).isEqualTo("m•••@q•••.example");
    }

    @Test
    void anAccountIsFoundByItsIdByStripesNameAndByTheFirstCharactersOfAKey() throws Exception {
        String account = account("three-ways@quillfeather.example");
        update("UPDATE accounts.account SET stripe_customer = 'cus_Test4711' WHERE id = ?", account);
        String secret = key(account);

        assertThat(ids(search("ACCOUNT_ID", account))).containsExactly(account);
        assertThat(ids(search("STRIPE_CUSTOMER", "cus_Test4711"))).containsExactly(account);
        assertThat(ids(search("KEY_PREFIX", secret.substring(0, 7)))).containsExactly(account);
        assertThat(ids(search("KEY_PREFIX", secret.substring(0, 7) + "…"))).containsExactly(account);
        assertThat(ids(search("ACCOUNT_ID", "nonsense"))).isEmpty();
        assertThat(ids(search("STRIPE_CUSTOMER", "cus_Test"))).isEmpty();
    }

    @Test
    void anAccountIsFoundByWhatWeOrStripeCallOneOfItsPayments() throws Exception {
        String account = account("payments@quillfeather.example");
        UUID topUp = UUID.randomUUID();
        update("""
                INSERT INTO payment.top_up (id, account_id, kind, credit_cents, fee_cents, currency, state, request_key,
                    asked_at, settled_at, session, intent, charge)
                VALUES ('%s', ?, 'CHECKOUT', 2500, 0, 'usd', 'PAID', 'key-%s', now(), now(), 'cs_Quill1', 'pi_Quill1',
                    'ch_Quill1')
                """.formatted(topUp, topUp), account);
        update("""
                INSERT INTO payment.refund (id, top_up, account_id, cents, cause, state, request_key, object, asked_at)
                VALUES (gen_random_uuid(), '%s', ?, 100, 'UNUSED', 'PAID', 'back-%s', 're_Quill1', now())
                """.formatted(topUp, topUp), account);

        for (String name : List.of(topUp.toString(), "cs_Quill1", "pi_Quill1", "ch_Quill1", "re_Quill1")) {
            assertThat(ids(search("PAYMENT", name))).as(name).containsExactly(account);
        }
        assertThat(ids(search("PAYMENT", "ch_Quill"))).isEmpty();
        assertThat(ids(search("PAYMENT", "nonsense"))).isEmpty();
        assertThat(ids(search("INVOICE", "AB12-0001"))).as("nobody pays here").isEmpty();
    }

    @Test
    void itShowsWhichPolicyItHasAcceptedAndWhichLettersItGotWithoutWhatTheySay() throws Exception {
        String account = account("told@quillfeather.example");
        update("""
                INSERT INTO policy.acceptance (account, number, first_use_at)
                SELECT ?, min(number), timestamptz '2026-11-02T08:30:00Z' FROM policy.version
                """, account);
        update("""
                INSERT INTO mail.letter (id, template, class, recipient, about, language, "values", created_at, next_try_at, sent_at)
                VALUES (gen_random_uuid(), 'BALANCE_LOW', 'ACCOUNT_NOTICE', 'told@quillfeather.example',
                    'account:' || ?::uuid::text, 'en', '{}', timestamptz '2026-10-02T08:00:00Z', now(),
                    timestamptz '2026-10-02T08:00:05Z')
                """, account);

        JsonNode shown = support.send("GET", "/admin/v1/customers/" + account + "?purpose=ACCOUNT_NOTICE", "")
                .json();

        assertThat(shown.path("policies"))
                .singleElement()
                .satisfies(each -> assertThat(each.path("firstUseAt").asText()).isEqualTo("2026-11-02T08:30:00Z"));
        assertThat(shown.path("notices"))
                .singleElement()
                .hasToString("{\"template\":\"BALANCE_LOW\",\"writtenAt\":\"2026-10-02T08:00:00Z\","
                        + "\"sentAt\":\"2026-10-02T08:00:05Z\",\"givenUp\":false}");
    }

    @Test
    void aWholeKeyIsNotTakenAndNotRepeated() throws Exception {
        String secret = key(account("whole-key@quillfeather.example"));

        Answer refused = search("KEY_PREFIX", secret);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.response().body()).contains("revoke").doesNotContain(secret);
    }

    @Test
    void everySearchIsInTheAuditLogWithItsPurposeAndWithoutWhatNobodyHas() throws Exception {
        String account = account("audited@quillfeather.example");

        Answer found = search("EMAIL", "audited@quillfeather.example");
        Answer none = search("EMAIL", "nobody.at.all@quillfeather.example");

        assertThat(AuditEntries.of(ominigate.database(), requestId(found)))
                .containsExactly("staff:" + support.id() + " customer.search DONE account:" + account);
        assertThat(AuditEntries.of(ominigate.database(), requestId(none)))
                .containsExactly("staff:" + support.id() + " customer.search DONE");
        assertThat(AuditEntries.detailsWith(ominigate.database(), "quillfeather"))
                .isEmpty();
    }

    @Test
    void withoutAPurposeNothingIsLookedFor() throws Exception {
        String account = account("purposeless@quillfeather.example");

        Answer search = support.send("POST", "/admin/v1/customers/search", """
                {"by": "EMAIL", "value": "purposeless@quillfeather.example"}
                """);
        Answer view = support.send("GET", "/admin/v1/customers/" + account, "");

        assertThat(List.of(search.status(), view.status())).containsExactly(422, 422);
        assertThat(view.json().path("code").asText()).isEqualTo("purpose_missing");
        assertThat(AuditEntries.about(ominigate.database(), "account:" + account))
                .containsExactly("operator account.create DONE account:" + account);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "case:", "Case:7", "case:a b"})
    void aCaseHasTheFormOfOne(String wrong) throws Exception {
        Answer refused = support.send("POST", "/admin/v1/customers/search", """
                {"by": "ACCOUNT_ID", "value": "x", "purpose": "FRAUD", "case": "%s"}
                """.formatted(wrong));

        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void anAccountShowsItsMoneyItsKeysAndWhatItCalledAndNothingElseInClear() throws Exception {
        String account = account("portrait@quillfeather.example");
        String kept = key(account);
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/keys", """
                {"name": "Theodora's laptop", "networks": ["198.51.100.77/32"]}
                """);
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount": "25", "reason": "welcome", "idempotencyKey": "portrait"}
                """);
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);
        UUID key = keyWithHint(account, kept.substring(0, 7) + "…");
        used(account, key, hour, "gpt-4.1", 3, 1, 2_500_000_000L);
        used(account, key, hour.minus(1, ChronoUnit.HOURS), "gpt-4.1", 4, 0, 500_000_000L);
        used(account, UUID.randomUUID(), hour.minus(5, ChronoUnit.DAYS), "claude-haiku-4-5", 9, 0, 1L);
        used(account, key, hour.minus(31, ChronoUnit.DAYS), "gpt-4.1", 1_000, 0, 9_000_000_000L);

        Answer view = support.send("GET", "/admin/v1/customers/" + account + "?purpose=ACCOUNT_NOTICE", "");

        assertThat(view.status()).isEqualTo(200);
        assertThat(view.json().path("name").asText()).isEqualTo("T••• Q•••");
        assertThat(view.json().path("email").asText()).isEqualTo("p•••@q•••.example");
        assertThat(view.json().path("balance").path("available").asText()).isEqualTo("25.000000000");
        assertThat(view.json().path("use").path("calls").asLong()).isEqualTo(16);
        assertThat(view.json().path("use").path("failedCalls").asLong()).isEqualTo(1);
        assertThat(view.json().path("use").path("spent").asText()).isEqualTo("3.000000001");
        assertThat(view.json().path("use").path("lastUsedAt").asText()).isEqualTo(hour.toString());
        assertThat(view.json().path("use").path("models").findValuesAsText("model"))
                .containsExactly("claude-haiku-4-5", "gpt-4.1");
        assertThat(view.json().path("keys").findValuesAsText("state")).containsExactly("ACTIVE", "ACTIVE");
        assertThat(view.json().path("keys").get(1).path("lastUsedAt").asText()).isEqualTo(hour.toString());
        assertThat(view.json().path("keys").get(0).has("lastUsedAt")).isFalse();
        assertThat(view.json().path("openFlags").asInt(-1)).isZero();
        assertThat(view.json().path("limitedUse")).isEmpty();
        assertThat(view.response().body()).doesNotContain("Theodora", "Quillfeather", "quillfeather", "198.51", kept);
        assertThat(AuditEntries.of(ominigate.database(), requestId(view)))
                .containsExactly("staff:" + support.id() + " customer.view DONE account:" + account);
    }

    @Test
    void whatSpeaksAgainstWorkingWithAnAccountIsShownWithIt() throws Exception {
        String account = account("limited@quillfeather.example");
        key(account);
        String key = ominigate
                .admin("GET", "/admin/v1/accounts/" + account + "/keys", "")
                .json()
                .at("/items/0/id")
                .asText();
        flagged("account:" + account);
        flagged("key:" + key);
        restricted(account, "OBJECTION");
        restricted(account, "RESTRICTION");

        Answer view = support.send("GET", "/admin/v1/customers/" + account + "?purpose=ACCOUNT_NOTICE", "");

        assertThat(view.json().path("openFlags").asInt(-1)).isEqualTo(2);
        assertThat(view.json().path("limitedUse")).map(JsonNode::asText).containsExactly("RESTRICTION", "OBJECTION");
    }

    @Test
    void theAddressIsShownInClearToWhoAsksForItAndSaysWhatFor() throws Exception {
        String account = account("revealed@quillfeather.example");

        Answer shown = support.send("POST", "/admin/v1/reveal", """
                {"subject": "account:%s", "field": "EMAIL", "purpose": "ACCOUNT_NOTICE"}
                """.formatted(account));

        assertThat(shown.json().path("value").asText()).isEqualTo("revealed@quillfeather.example");
    }

    @Test
    void twoAccountsHaveNotTheSameAddress() throws Exception {
        account("once@quillfeather.example");

        Answer again = ominigate.admin("POST", "/admin/v1/accounts", """
                {"name": "Somebody Else", "email": "Once@Quillfeather.example"}
                """);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("code").asText()).isEqualTo("email_in_use");
    }

    @Test
    void whatIsNoAddressIsRefused() throws Exception {
        Answer refused = ominigate.admin("POST", "/admin/v1/accounts", """
                {"name": "Somebody", "email": "nonsense"}
                """);

        assertThat(refused.status()).isEqualTo(400);
    }

    private static Answer search(String by, String value) throws IOException, InterruptedException {
        return support.send("POST", "/admin/v1/customers/search", """
                {"by": "%s", "value": "%s", "purpose": "FRAUD", "case": "ticket:4711"}
                """.formatted(by, value));
    }

    private static List<String> ids(Answer found) {
        assertThat(found.status()).isEqualTo(200);
        return found.json().path("customers").findValuesAsText("id");
    }

    private static String requestId(Answer answer) {
        return answer.response().headers().firstValue("x-request-id").orElseThrow();
    }

    private static String account(String email) throws IOException, InterruptedException {
        Answer created = ominigate.admin("POST", "/admin/v1/accounts", """
                {"name": "%s", "email": "%s"}
                """.formatted(NAME, email));
        assertThat(created.status()).isEqualTo(201);
        return created.json().path("id").asText();
    }

    private static String key(String account) throws IOException, InterruptedException {
        return ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\": \"laptop\"}")
                .json()
                .path("secret")
                .asText();
    }

    private static UUID keyWithHint(String account, String hint) throws IOException, InterruptedException {
        for (var key : ominigate
                .admin("GET", "/admin/v1/accounts/" + account + "/keys", "")
                .json()
                .path("items")) {
            if (key.path("hint").asText().equals(hint)) {
                return UUID.fromString(key.path("id").asText());
            }
        }
        throw new AssertionError("no key " + hint);
    }

    private static void flagged(String entity) throws SQLException {
        execute("""
                INSERT INTO abuse.flag (
                    id, signal, rule_version, shadow, entity, family, observed, threshold, points, half_life_seconds,
                    family_cap, first_seen, last_seen, evidence_expires, counts, raised_at)
                VALUES (
                    gen_random_uuid(), 'S3', 1, false, '%s', 'KEYS', 2, 1, 10, 60, 10, now(), now(), now(), '{}', now())
                """.formatted(entity));
    }

    /** Without the request that asked for it. */
    private static void restricted(String account, String kind) throws SQLException {
        execute("""
                SET session_replication_role = replica;
                INSERT INTO privacy.restriction (request, account, kind, since)
                VALUES (gen_random_uuid(), '%s', '%s', now());
                """.formatted(account, kind));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void update(String sql, String account) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(account));
            statement.executeUpdate();
        }
    }

    private static void used(
            String account, UUID key, Instant hour, String model, long calls, long failed, long costNanos)
            throws SQLException {
        String sql = """
                WITH added AS (
                    INSERT INTO metering.usage_hourly
                    VALUES (?, ?, ?, ?, 'somebody', ?, ?, 1, 0, 0, 0, 1, 0, 0, 0, ?)
                    RETURNING *)
                INSERT INTO metering.usage_six_hourly AS u
                SELECT account_id, date_bin('6 hours', hour, '1970-01-01T00:00:00Z') + INTERVAL '6 hours', key_id, model,
                       calls, failed_calls, 1, 0, 0, 0, 1, 0, 0, 0, cost_nanos
                  FROM added
                    ON CONFLICT (account_id, until, key_id, model) DO UPDATE
                   SET calls = u.calls + excluded.calls,
                       failed_calls = u.failed_calls + excluded.failed_calls,
                       cost_nanos = u.cost_nanos + excluded.cost_nanos
                """;
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(account));
            statement.setObject(2, OffsetDateTime.ofInstant(hour, ZoneOffset.UTC));
            statement.setObject(3, key);
            statement.setString(4, model);
            statement.setLong(5, calls);
            statement.setLong(6, failed);
            statement.setLong(7, costNanos);
            statement.executeUpdate();
        }
    }
}
