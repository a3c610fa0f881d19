package ai.ominigate.abuse.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Actor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long decisions about keys and accounts last, on a clock that can be moved. */
class DecisionTermsTest {
    private static RunningOminiGate ominigate;
    private static TestClock clock;
    private static Decisions decisions;
    private static Colleague analyst;
    private static Colleague lead;

    @BeforeAll
    static void start() throws Exception {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.requests.requests-per-minute", 100_000);
        settings.put("ominigate.requests.burst", 10_000);
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
        decisions = ominigate.application().context().getBean(Decisions.class);
        analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        lead = Colleague.signedIn(ominigate, Role.TRUST_SAFETY_LEAD).stepUp();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void aSuspendedKeyStaysOutUntilItsOwnerHasReplacedIt() throws Exception {
        String account = account();
        Key old = key(account);
        Answer suspended = decide(about("SUSPEND_KEY", "key:" + old.id()));
        Await.until("refused", () -> status(old) == 403);
        assertThat(letter(account, "until")).startsWith("you replace it");

        later(Duration.ofDays(60));
        decisions.expire();
        decisions.endRotated();
        assertThat(status(old)).as("two months later").isEqualTo(403);

        Key next = key(account);
        Await.until("the new key works", () -> status(next) == 200);
        assertThat(ominigate
                        .admin("DELETE", "/admin/v1/accounts/" + account + "/keys/" + old.id(), "")
                        .status())
                .isEqualTo(204);
        Await.until("its suspension is over", () -> find(suspended).ending() == DecisionEnd.ROTATED);
        assertThat(status(old)).isEqualTo(401);
    }

    @Test
    void aSuspendedKeyThatNobodyReplacesIsRevokedAndNeverWorksInBetween() throws Exception {
        Key key = key(account());
        Answer suspended = decide(about("SUSPEND_KEY", "key:" + key.id()));
        Await.until("refused", () -> status(key) == 403);

        clock.advance(Duration.ofDays(91));
        assertThat(status(key))
                .as("its time is over, and it may not be written down")
                .isIn(401, 403);
        Await.until("its suspension is over", () -> find(suspended).ending() == DecisionEnd.EXPIRED);
        Await.until("it is revoked", () -> status(key) == 401);
        signIn();
    }

    @Test
    void aWarningIsSentHalfAMinuteLaterUnlessItIsTakenBack() throws Exception {
        String rash = account();
        String meant = account();
        JsonNode takenBack = decide(about("WARN", "account:" + rash)).json();
        Answer sent = decide(about("WARN", "account:" + meant));
        assertThat(Duration.between(
                        Instant.parse(takenBack.path("decidedAt").asText()),
                        Instant.parse(takenBack.path("until").asText())))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(letters(meant)).isEmpty();
        assertThat(lift(analyst, takenBack).status()).isEqualTo(200);

        later(Duration.ofSeconds(31));
        Await.until("sent", () -> find(sent).ending() == DecisionEnd.DONE);
        assertThat(letters(meant)).containsExactly("ABUSE_WARNING");
        assertThat(letters(rash)).isEmpty();
        assertThat(lift(analyst, details(sent)).json().path("code").asText()).isEqualTo("decision_ended");
    }

    @Test
    void aBanEndsWhenItIsToBeLookedAtUnlessTwoPeopleDecideItAgain() throws Exception {
        String account = account();
        Answer forgotten = ban(account());
        Answer renewed = ban(account);
        JsonNode details = details(renewed);
        assertThat(Duration.between(
                        Instant.parse(details.path("decidedAt").asText()),
                        Instant.parse(details.path("until").asText())))
                .isBetween(Duration.ofDays(180), Duration.ofDays(180).plusMinutes(1));
        assertThat(details.path("reviewAt").asText())
                .isEqualTo(details.path("until").asText());
        decisions.tellOfReviews();
        assertThat(decisions.bansToReview()).isZero();

        later(Duration.ofDays(170));
        decisions.tellOfReviews();
        decisions.tellOfReviews();
        assertThat(AuditEntries.about(ominigate.database(), "decision:" + id(renewed)))
                .filteredOn(entry -> entry.contains("decision.review-near"))
                .as("told once")
                .hasSize(1);
        assertThat(decisions.bansToReview()).isEqualTo(2);
        Answer again = ban(account);
        assertThat(find(renewed).ending()).isEqualTo(DecisionEnd.REPLACED);
        assertThat(decisions.bansToReview()).isEqualTo(1);

        later(Duration.ofDays(11));
        Await.until("nobody renewed it", () -> find(forgotten).ending() == DecisionEnd.EXPIRED);
        assertThat(find(again).state(clock.instant())).isEqualTo(DecisionState.IN_FORCE);
    }

    @Test
    void anAccountIsClosedAndGetsItsMoneyBackWhenFinanceAsksAndALeadAgrees() throws Exception {
        Colleague finance = Colleague.signedIn(ominigate, Role.FINANCE).stepUp();
        String account = account();
        Key key = key(account);
        assertThat(analyst.send("POST", REFUNDS, refund(account)).status()).isEqualTo(403);
        assertThat(lead.send("POST", REFUNDS, refund(account)).status()).isEqualTo(403);
        assertThat(analyst.send("POST", "/admin/v1/abuse/decisions", about("REFUND_AND_CLOSE", "account:" + account))
                        .status())
                .isEqualTo(400);
        assertThat(finance.send("POST", REFUNDS, refund(UUID.randomUUID().toString()))
                        .status())
                .isEqualTo(422);

        Answer prepared = finance.send("POST", REFUNDS, refund(account));
        assertThat(prepared.status()).isEqualTo(202);
        assertThat(prepared.json().path("state").asText()).isEqualTo("PROPOSED");
        assertThat(finance.send("POST", REFUNDS, refund(account))
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("refund_prepared");
        assertThat(status(key)).as("nothing is done yet").isEqualTo(200);
        assertThat(approve(finance, prepared).status())
                .as("whoever asks does not agree")
                .isEqualTo(403);
        assertThat(approve(lead, prepared).status()).isEqualTo(200);

        Await.until("it calls no more", () -> status(key) == 403);
        assertThat(letters(account)).containsExactly("ABUSE_RESTRICTION");
        assertThat(find(prepared).ending()).isEqualTo(DecisionEnd.DONE);
        JsonNode due = finance.send("GET", REFUNDS, "").json().at("/items/0");
        assertThat(due.path("id").asText()).isEqualTo(id(prepared));
        assertThat(due.path("state").asText()).isEqualTo("DUE");
        assertThat(due.path("balance").asText()).isEqualTo("12.500000000");
        UUID decision = UUID.fromString(id(prepared));
        try (Connection payments = ominigate.database().dataSource().getConnection()) {
            assertThat(RefundsDue.open(payments, 10))
                    .extracting(RefundsDue.Due::decision)
                    .containsExactly(decision);
            assertThat(RefundsDue.paid(payments, decision, "re_1", clock.instant()))
                    .isTrue();
            assertThat(RefundsDue.paid(payments, decision, "re_2", clock.instant()))
                    .as("once")
                    .isFalse();
        }
        assertThat(finance.send("GET", REFUNDS, "")
                        .json()
                        .at("/items/0/payment")
                        .asText())
                .isEqualTo("re_1");
    }

    @Test
    void anAccountThatWasWronglyClosedIsOpenAgainAndNothingIsDue() throws Exception {
        Colleague finance = Colleague.signedIn(ominigate, Role.FINANCE).stepUp();
        String account = account();
        Key key = key(account);
        Answer prepared = finance.send("POST", REFUNDS, refund(account));
        approve(lead, prepared);
        Await.until("it calls no more", () -> status(key) == 403);

        Actor.Member reviewer = new Actor.Member(UUID.randomUUID(), UUID.randomUUID(), Set.of());
        Transaction.run(ominigate.database().dataSource(), transaction -> {
            decisions.overturn(transaction, UUID.fromString(id(prepared)), reviewer, "request-1");
            return account;
        });
        Await.until("it calls again", () -> status(key) == 200);
        assertThat(finance.send("GET", REFUNDS, "").json().at("/items/0/state").asText())
                .isEqualTo("WITHDRAWN");
    }

    @Test
    void whoeverDecidesIsToldOfThoseWhoWaitForAnAnswerAboutTheirData() throws Exception {
        String account = account();
        assertThat(openPrivacyRequestsOf(account)).isZero();

        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        JsonNode request = support.send("POST", "/admin/v1/privacy/requests", """
                {"type": "ACCESS", "channel": "LETTER", "regime": "EU", "receivedAt": "%s", "language": "en",
                    "words": "What do you know of me?"}
                """.formatted(
                                decisions.now().minusSeconds(3600)))
                .json();
        support.send(
                "POST",
                "/admin/v1/privacy/requests/" + request.path("id").asText() + "/triage",
                "{\"account\": \"" + account + "\", \"reason\": \"the address is theirs\"}",
                request.path("version").asLong());

        assertThat(openPrivacyRequestsOf(account)).isEqualTo(1);
    }

    private static int openPrivacyRequestsOf(String account) throws Exception {
        return analyst.send("POST", "/admin/v1/abuse/decisions/preview", about("SUSPEND_ACCOUNT", "account:" + account))
                .json()
                .path("openPrivacyRequests")
                .asInt(-1);
    }

    private static final String REFUNDS = "/admin/v1/abuse/refunds";

    private static String refund(String account) {
        return "{\"account\": \"" + account + "\", \"reason\": \"stolen cards\"}";
    }

    private static Answer approve(Colleague who, Answer prepared) throws Exception {
        String path = "/admin/v1/approvals/" + prepared.json().path("approval").asText();
        long version = lead.send("GET", path, "").json().path("version").asLong();
        return ifMatch(who, "POST", path + "/approve", version, "{}");
    }

    // ---- what is asked

    private static Answer ban(String account) throws Exception {
        Answer proposed = decide(about("BAN_ACCOUNT", "account:" + account));
        String path = "/admin/v1/approvals/" + proposed.json().path("approval").asText();
        long version = lead.send("GET", path, "").json().path("version").asLong();
        assertThat(ifMatch(lead, "POST", path + "/approve", version, "{}").status())
                .isEqualTo(200);
        return proposed;
    }

    private static String about(String action, String entity) {
        return "{\"action\":\"%s\",\"entity\":\"%s\",\"reason\":\"a test\"}".formatted(action, entity);
    }

    private static Answer decide(String wish) throws Exception {
        Answer decided = analyst.send("POST", "/admin/v1/abuse/decisions", wish);
        assertThat(decided.status()).as(decided.response().body()).isIn(201, 202);
        return decided;
    }

    private static Answer lift(Colleague who, JsonNode decision) throws Exception {
        return ifMatch(
                who,
                "DELETE",
                "/admin/v1/abuse/decisions/" + decision.path("id").asText(),
                decision.path("version").asLong(),
                "");
    }

    private static Answer ifMatch(Colleague who, String method, String path, long version, String body)
            throws IOException, InterruptedException {
        return ominigate.send(
                method,
                path,
                body,
                Map.of("Authorization", "Bearer " + who.token(), "If-Match", "\"" + version + "\""));
    }

    private static JsonNode details(Answer decision) throws Exception {
        return analyst.send("GET", "/admin/v1/abuse/decisions/" + id(decision), "")
                .json();
    }

    private static String id(Answer decision) {
        return decision.json().path("id").asText();
    }

    private static Decision find(Answer decision) throws SQLException {
        return Objects.requireNonNull(decisions.find(UUID.fromString(id(decision))));
    }

    private static void later(Duration duration) throws Exception {
        clock.advance(duration);
        signIn();
    }

    private static void signIn() throws Exception {
        analyst.signIn();
        lead.signIn();
        lead.stepUp();
    }

    // ---- customers

    private record Key(String id, String secret) {}

    private static String account() throws Exception {
        String wish = "{\"name\": \"test\", \"email\": \"" + UUID.randomUUID() + "@example.com\"}";
        String account = ominigate
                .admin("POST", "/admin/v1/accounts", wish)
                .json()
                .path("id")
                .asText();
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount": "12.5", "reason": "a test", "idempotencyKey": "%s"}
                """.formatted(account));
        return account;
    }

    private static Key key(String account) throws Exception {
        JsonNode made = ominigate
                .admin("POST", "/admin/v1/accounts/" + account + "/keys", "{\"name\": \"laptop\"}")
                .json();
        Key key = new Key(made.at("/key/id").asText(), made.path("secret").asText());
        Await.until("known", () -> status(key) != 401);
        return key;
    }

    private static int status(Key key) throws IOException, InterruptedException {
        return ominigate
                .send("GET", "/v1/models", "", Map.of("Authorization", "Bearer " + key.secret()))
                .status();
    }

    private static List<String> letters(String account) throws SQLException {
        return texts("SELECT template FROM mail.letter WHERE about = 'account:" + account + "' ORDER BY id");
    }

    private static String letter(String account, String value) throws SQLException {
        return texts("SELECT \"values\" ->> '" + value + "' FROM mail.letter WHERE about = 'account:" + account + "'")
                .getFirst();
    }

    private static List<String> texts(String sql) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }
}
