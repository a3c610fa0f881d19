package ai.ominigate.staff.reveal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.staff.Role;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.Pseudonyms;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Capability;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Personal data in clear: one value at a time, for a purpose, within a number a day, and written down first. */
class RevealTest {
    private static final int PER_DAY = 5;

    private static RunningOminiGate ominigate;
    private static String account;

    /** Cases of a feature that has some. */
    @Singleton
    @Requires(property = "test.features", value = "reveal")
    static final class TestCases implements CaseWork {
        private final Set<String> work = ConcurrentHashMap.newKeySet();

        private void assign(String id, Colleague member, String subject) {
            work.add(id + " " + member.id() + " " + subject);
        }

        @Override
        public String kind() {
            return "case";
        }

        @Override
        public boolean covers(Connection transaction, String id, UUID member, String subject) {
            return work.contains(id + " " + member + " " + subject);
        }
    }

    /** A field whose value is what the audit log had about its subject when it was read. */
    @Singleton
    @Requires(property = "test.features", value = "reveal")
    static final class LogSoFar implements Revealable {
        private final Set<String> read = ConcurrentHashMap.newKeySet();

        @Override
        public String subjectKind() {
            return "watched";
        }

        @Override
        public PersonalField field() {
            return PersonalField.EMAIL;
        }

        @Override
        public Capability needs() {
            return Capability.REVEAL_EMAIL;
        }

        @Override
        public String read(String id) throws SQLException {
            read.add(id);
            return AuditEntries.about(ominigate.database(), "watched:" + id).toString();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        ominigate = RunningOminiGate.with(Map.of("test.features", "reveal", "ominigate.reveal.per-day", PER_DAY));
        account = account("Ada Lovelace");
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void aValueIsShownForAMinute() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Answer answer = reveal(support, account, "NAME", "\"purpose\":\"ACCOUNT_NOTICE\"");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("value").asText()).isEqualTo("Ada Lovelace");
        assertThat(Instant.parse(answer.json().path("hideAt").asText()))
                .isBetween(Instant.now().plusSeconds(40), Instant.now().plusSeconds(60));
        assertThat(answer.json().path("left").asInt()).isEqualTo(PER_DAY - 1);
        assertThat(answer.response().headers().firstValue("cache-control")).contains("no-store");
    }

    @Test
    void itIsWrittenDownBeforeItIsReadAndWhatForToo() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Answer answer = reveal(support, "watched:1", "EMAIL", "\"purpose\":\"FRAUD\"");
        assertThat(answer.json().path("value").asText())
                .isEqualTo("[staff:" + support.id() + " reveal.value DONE watched:1]");
        assertThat(purpose("watched:1")).isEqualTo("FRAUD");
    }

    @Test
    void whatCannotBeWrittenDownIsNotRead() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        letAuditLogBeWritten(false);
        try {
            Answer answer = reveal(support, "watched:2", "EMAIL", "\"purpose\":\"FRAUD\"");
            assertThat(answer.status()).isGreaterThanOrEqualTo(500);
            assertThat(answer.json().has("value")).isFalse();
        } finally {
            letAuditLogBeWritten(true);
        }
        assertThat(ominigate.application().context().getBean(LogSoFar.class).read)
                .doesNotContain("2");
        assertThat(reveal(support, account, "NAME", "\"purpose\":\"FRAUD\"")
                        .json()
                        .path("left")
                        .asInt())
                .as("nothing was counted")
                .isEqualTo(PER_DAY - 1);
    }

    @Test
    void withoutAPurposeNothingIsShownAndTheTryIsWrittenDown() throws Exception {
        String subject = account("No purpose");
        Colleague officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        Answer answer = reveal(officer, subject, "NAME", "");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asText()).isEqualTo("purpose_missing");
        assertThat(AuditEntries.about(ominigate.database(), subject))
                .contains("staff:" + officer.id() + " reveal.value REFUSED " + subject);
        assertThat(reveal(officer, subject, "NAME", "\"purpose\":\"CURIOSITY\"").status())
                .isEqualTo(400);
    }

    @Test
    void anAdministratorAnAuditorAndFinanceSeeNothing() throws Exception {
        for (Role role : List.of(Role.ADMIN, Role.AUDITOR, Role.FINANCE)) {
            Answer answer =
                    reveal(Colleague.signedIn(ominigate, role), account, "NAME", "\"purpose\":\"SECURITY_INCIDENT\"");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().path("needs").path("capability").asText()).isEqualTo("LOOK_UP_ACCOUNTS");
        }
    }

    @Test
    void trustAndSafetySeesAValueOnlyInACaseOfTheirs() throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        Answer without = reveal(analyst, account, "NAME", "\"purpose\":\"ABUSE\"");
        assertThat(without.status()).isEqualTo(422);
        assertThat(without.json().path("code").asText()).isEqualTo("case_missing");

        Answer another = reveal(analyst, account, "NAME", "\"purpose\":\"ABUSE\",\"case\":\"case:7\"");
        assertThat(another.status()).isEqualTo(403);
        assertThat(another.json().path("code").asText()).isEqualTo("case_not_yours");
        assertThat(another.json().path("needs").path("capability").asText()).isEqualTo("REVEAL_EMAIL");

        ominigate.application().context().getBean(TestCases.class).assign("7", analyst, account);
        Answer own = reveal(analyst, account, "NAME", "\"purpose\":\"ABUSE\",\"case\":\"case:7\"");
        assertThat(own.json().path("value").asText()).isEqualTo("Ada Lovelace");
        assertThat(purpose(account)).isEqualTo("ABUSE case:7");
    }

    @Test
    void thereIsANumberADayAndThePrivacyOfficerIsToldBeforeItIsReached() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        for (int i = 1; i <= PER_DAY; i++) {
            assertThat(reveal(support, account, "NAME", "\"purpose\":\"FRAUD\"").status())
                    .isEqualTo(200);
        }
        Answer spent = reveal(support, account, "NAME", "\"purpose\":\"FRAUD\"");
        assertThat(spent.status()).isEqualTo(429);
        assertThat(spent.json().path("code").asText()).isEqualTo("reveal_budget_spent");
        assertThat(Long.parseLong(
                        spent.response().headers().firstValue("retry-after").orElseThrow()))
                .isBetween(0L, Duration.ofDays(1).toSeconds());
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + support.id()))
                .containsOnlyOnce("ominigate reveal.alert DONE staff:" + support.id());
        assertThat(events("reveal.alert", "staff:" + support.id())).contains("OVERSEE_REVEALS");
    }

    @Test
    void theSameLookSentTwiceIsOneAndShowsTheValueAgainUntilItsTimeIsOver() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        Answer first = look(support, "look", account, "FRAUD");
        Answer again = look(support, "look", account, "FRAUD");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.json().path("left").asInt()).isEqualTo(PER_DAY - 1);
        assertThat(look(support, "look", account, "ABUSE").json().path("code").asText())
                .isEqualTo("idempotency_key_reused");
        assertThat(rowsWith("rest.command", "Ada Lovelace")).isZero();

        endLook("look");
        assertThat(look(support, "look", account, "FRAUD").json().path("code").asText())
                .isEqualTo("shown_before");
    }

    /** As if a minute had passed. */
    private static void endLook(String key) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        UPDATE rest.command
                        SET answer = jsonb_set(answer::jsonb, '{at}', '"2026-01-01T00:00:00Z"')::text
                        WHERE key = ?
                        """)) {
            statement.setString(1, key);
            statement.executeUpdate();
        }
    }

    private static long rowsWith(String table, String text) throws SQLException {
        return Long.parseLong(
                text("SELECT count(*) FROM " + table + " AS looked WHERE strpos(looked::text, ?) > 0", text));
    }

    private static Answer look(Colleague who, String key, String subject, String purpose)
            throws IOException, InterruptedException {
        return ominigate.send(
                "POST",
                "/admin/v1/reveal",
                "{\"subject\":\"%s\",\"field\":\"NAME\",\"purpose\":\"%s\"}".formatted(subject, purpose),
                Map.of("Authorization", "Bearer " + who.token(), "Idempotency-Key", key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"look", "break the glass", "acknowledge", "look again"})
    void aRoleThatWasTakenAwayAfterTheDoorCounts(String what) throws Exception {
        Colleague officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        Colleague other = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        String begun = breakGlass(other, "A regulator calls and wants an answer now.")
                .json()
                .path("id")
                .asText();
        look(officer, "again", account, "FRAUD");
        Answer answer = whileRolesAreTakenFrom(officer, () -> switch (what) {
            case "look" -> reveal(officer, account, "NAME", "\"purpose\":\"FRAUD\"");
            case "look again" -> look(officer, "again", account, "FRAUD");
            case "break the glass" -> breakGlass(officer, "A regulator calls and wants an answer now.");
            default -> acknowledge(officer, begun);
        });

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asText()).isEqualTo("right_missing");
        assertThat(answer.json().has("value")).isFalse();
        assertThat(AuditEntries.of(
                        ominigate.database(),
                        answer.response().headers().firstValue("x-request-id").orElseThrow()))
                .singleElement()
                .asString()
                .startsWith("staff:" + officer.id())
                .contains(" REFUSED ");
    }

    /** The request comes in by the roles of before, and gets on when those of after are committed. */
    private static Answer whileRolesAreTakenFrom(Colleague who, Callable<Answer> request) throws Exception {
        try (Connection changing = ominigate.database().superuser();
                Statement statement = changing.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            changing.setAutoCommit(false);
            statement.execute("UPDATE staff.member SET roles = '{FINANCE}' WHERE id = '" + who.id() + "'");
            int backend = changing.unwrap(PGConnection.class).getBackendPID();
            Future<Answer> answer = threads.submit(request);
            Await.until("the request waits for the roles", () -> isWaitedFor(backend));
            changing.commit();
            return answer.get();
        }
    }

    private static boolean isWaitedFor(int backend) throws SQLException {
        return !"0"
                .equals(text(
                        "SELECT count(*) FROM pg_stat_activity WHERE ?::int = ANY (pg_blocking_pids(pid))",
                        Integer.toString(backend)));
    }

    @Test
    void manyAtOnceAreCountedOneByOne() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        List<Integer> statuses;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tries = Collections.nCopies(
                    2 * PER_DAY,
                    () -> reveal(support, account, "NAME", "\"purpose\":\"FRAUD\"")
                            .status());
            statuses = threads.invokeAll(tries).stream().map(Future::resultNow).toList();
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(PER_DAY);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(PER_DAY);
    }

    @Test
    void whyTheGlassWasBrokenGoesWithWhomeverItWasBrokenFor() throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY).stepUp();
        String account = account("Ada Lovelace");
        String reason = "She writes that her account was taken over by a caller.";
        String id = breakGlass(analyst, reason).json().path("id").asText();
        reveal(analyst, account, "NAME", "\"purpose\":\"SECURITY_INCIDENT\"");
        assertThat(AuditEntries.detailsWith(ominigate.database(), reason)).hasSize(1);

        Holdings holdings = ominigate.application().context().getBean(Holdings.class);
        DataSubject owner =
                DataSubject.of(UUID.fromString(account.substring(account.indexOf(':') + 1)), List.of(), List.of());
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            for (PersonalRecords feature : holdings.all()) {
                holdings.erase(transaction, feature, owner, Pseudonyms.random(owner));
            }
            return owner;
        });

        assertThat(AuditEntries.detailsWith(ominigate.database(), reason)).isEmpty();
        assertThat(text("SELECT reason FROM reveal.break_glass WHERE id::text = ?", id))
                .isEqualTo("(erased)");
        assertThat(AuditEntries.about(ominigate.database(), "break-glass:" + id))
                .containsExactly(
                        "staff:" + analyst.id() + " break-glass.begin DONE break-glass:" + id,
                        "ominigate audit.forget DONE break-glass:" + id);
    }

    @Test
    void whoeverBreaksTheGlassSeesOutsideOfCasesAndThePrivacyOfficerAcknowledgesIt() throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY).stepUp();
        Colleague officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);

        Answer begun = breakGlass(analyst, "Keys of many accounts are used from one network.");
        assertThat(begun.status()).isEqualTo(201);
        String id = begun.json().path("id").asText();
        assertThat(Duration.between(
                        Instant.parse(begun.json().path("startedAt").asText()),
                        Instant.parse(begun.json().path("endsAt").asText())))
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(events("break-glass.begun", "break-glass:" + id)).contains("OVERSEE_REVEALS");
        assertThat(text(
                        "SELECT string_agg(template || ' to ' || recipient, ',') FROM mail.letter"
                                + " WHERE \"values\" ->> 'reference' = ?",
                        "break-glass:" + id))
                .contains("GLASS_BROKEN to " + officer.email())
                .doesNotContain(analyst.email());
        assertThat(breakGlass(analyst, "Once more, because I can do that.").status())
                .isEqualTo(409);

        Answer shown = reveal(analyst, account, "NAME", "\"purpose\":\"SECURITY_INCIDENT\"");
        assertThat(shown.json().path("value").asText()).isEqualTo("Ada Lovelace");
        assertThat(analyst.send(
                                "POST",
                                "/admin/v1/reveal/" + shown.json().path("id").asText() + "/copied",
                                "")
                        .status())
                .isEqualTo(204);

        JsonNode open = officer.send("GET", "/admin/v1/break-glass?acknowledged=false&by=" + analyst.id(), "")
                .json()
                .path("items")
                .get(0);
        assertThat(open.path("by").path("id").asText()).isEqualTo(analyst.id());
        assertThat(open.path("looks")).hasSize(1);
        assertThat(open.path("looks").get(0).path("subject").asText()).isEqualTo(account);
        assertThat(open.path("looks").get(0).path("copied").asBoolean()).isTrue();
        assertThat(open.toString()).doesNotContain("Ada Lovelace");

        Answer acknowledged = acknowledge(officer, id);
        assertThat(acknowledged.json().path("acknowledgedBy").path("id").asText())
                .isEqualTo(officer.id());
        assertThat(AuditEntries.about(ominigate.database(), "break-glass:" + id))
                .containsExactly(
                        "staff:" + analyst.id() + " break-glass.begin DONE break-glass:" + id,
                        "staff:" + officer.id() + " break-glass.acknowledge DONE break-glass:" + id);
    }

    @Test
    void nobodyAcknowledgesTheirOwn() throws Exception {
        Colleague officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER).stepUp();
        String id = breakGlass(officer, "A regulator calls and wants an answer now.")
                .json()
                .path("id")
                .asText();
        Answer own = acknowledge(officer, id);
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.json().path("code").asText()).isEqualTo("own_break_glass");
        assertThat(own.json().path("needs").path("roles").toString()).contains("PRIVACY_OFFICER");
        assertThat(AuditEntries.about(ominigate.database(), "break-glass:" + id))
                .contains("staff:" + officer.id() + " break-glass.acknowledge REFUSED break-glass:" + id);
    }

    @Test
    void theGlassIsBrokenOnlyWithAReasonAndTheSecondFactor() throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        assertThat(breakGlass(analyst, "Keys of many accounts are used from one network.")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("step_up_required");
        assertThat(breakGlass(analyst.stepUp(), "hm").status()).isEqualTo(400);
        Colleague admin = Colleague.signedIn(ominigate, Role.ADMIN).stepUp();
        assertThat(breakGlass(admin, "I would like to see who our customers are.")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anEmergencyOfWhoeverMayNotBreakTheGlassAnyMoreDoesNotCount() throws Exception {
        Colleague lead = Colleague.signedIn(ominigate, Role.SUPPORT_LEAD).stepUp();
        assertThat(breakGlass(lead, "Keys of many accounts are used from one network.")
                        .status())
                .isEqualTo(201);
        for (int i = 1; i <= PER_DAY; i++) {
            reveal(lead, account, "NAME", "\"purpose\":\"FRAUD\"");
        }
        assertThat(reveal(lead, account, "NAME", "\"purpose\":\"FRAUD\"").status())
                .as("in the emergency")
                .isEqualTo(200);

        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE staff.member SET roles = '{SUPPORT}' WHERE id = '" + lead.id() + "'");
        }
        assertThat(reveal(lead, account, "NAME", "\"purpose\":\"FRAUD\"")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("reveal_budget_spent");
    }

    @Test
    void anEmergencyEnds() throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY).stepUp();
        String id = breakGlass(analyst, "Keys of many accounts are used from one network.")
                .json()
                .path("id")
                .asText();
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE reveal.break_glass SET ends_at = started_at WHERE id = ?")) {
            statement.setObject(1, UUID.fromString(id));
            statement.executeUpdate();
        }
        assertThat(reveal(analyst, account, "NAME", "\"purpose\":\"ABUSE\"")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("case_missing");
    }

    @Test
    void whatIsNotThereIsNotFoundAndWasWrittenDownAnyway() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        String nobody = "account:" + UUID.randomUUID();
        assertThat(reveal(support, nobody, "NAME", "\"purpose\":\"FRAUD\"").status())
                .isEqualTo(404);
        assertThat(reveal(support, "account:7", "NAME", "\"purpose\":\"FRAUD\"").status())
                .isEqualTo(404);
        assertThat(AuditEntries.about(ominigate.database(), nobody))
                .containsExactly("staff:" + support.id() + " reveal.value DONE " + nobody);
        assertThat(reveal(support, account, "NETWORKS", "\"purpose\":\"FRAUD\"")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("field_unknown");
        assertThat(reveal(support, "Ada Lovelace", "NAME", "\"purpose\":\"FRAUD\"")
                        .status())
                .isEqualTo(400);
    }

    private static String account(String name) throws IOException, InterruptedException {
        return "account:"
                + ominigate
                        .admin("POST", "/admin/v1/accounts", "{\"name\":\"" + name + "\"}")
                        .json()
                        .path("id")
                        .asText();
    }

    /** @param why the fields that say what for, as JSON */
    private static Answer reveal(Colleague who, String subject, String field, String why)
            throws IOException, InterruptedException {
        String body =
                "{\"subject\":\"" + subject + "\",\"field\":\"" + field + "\"" + (why.isEmpty() ? "" : ",") + why + "}";
        return who.send("POST", "/admin/v1/reveal", body);
    }

    private static Answer breakGlass(Colleague who, String reason) throws IOException, InterruptedException {
        return who.send(
                "POST", "/admin/v1/break-glass", "{\"purpose\":\"SECURITY_INCIDENT\",\"reason\":\"" + reason + "\"}");
    }

    private static Answer acknowledge(Colleague who, String id) throws IOException, InterruptedException {
        return ominigate.send(
                "POST",
                "/admin/v1/break-glass/" + id + "/acknowledge",
                "",
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"1\""));
    }

    /** The purpose of the last entry about this subject. */
    private static String purpose(String subject) throws SQLException {
        return text("SELECT purpose FROM audit.entry WHERE subject = ? ORDER BY seq DESC LIMIT 1", subject);
    }

    /** Who was told of this, separated by commas. */
    private static String events(String kind, String subject) throws SQLException {
        return text(
                "SELECT string_agg(coalesce(capability, member::text), ',') FROM live.event WHERE kind = '" + kind
                        + "' AND subject = ?",
                subject);
    }

    private static String text(String sql, String parameter) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static void letAuditLogBeWritten(boolean may) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute((may ? "GRANT INSERT ON audit.incoming TO " : "REVOKE INSERT ON audit.incoming FROM ")
                    + ominigate.database().user());
        }
    }
}
