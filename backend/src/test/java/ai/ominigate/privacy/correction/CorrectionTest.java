package ai.ominigate.privacy.correction;

import static ai.ominigate.privacy.request.PrivacyDesk.ok;
import static ai.ominigate.privacy.request.PrivacyDesk.reason;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.payment.StripeDouble;
import ai.ominigate.payment.StripeDouble.Fault;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.PrivacyDesk;
import ai.ominigate.privacy.request.PrivacyDesk.Person;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What we have wrong about people becomes right, and a new address only if both ends want it. */
class CorrectionTest {
    private static StripeDouble stripe;
    private static PrivacyDesk desk;

    @BeforeAll
    static void start() throws Exception {
        stripe = StripeDouble.start();
        desk = new PrivacyDesk(Map.of(
                "stripe.secret-key", "sk_test_of_the_tests",
                "stripe.webhook-secret", "whsec_of_the_tests_1234567890",
                "stripe.api-base", stripe.url().toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        desk.close();
        stripe.close();
    }

    @Test
    void aNameIsCorrectedByOneAndWhatItWasIsKept() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.CORRECTION);
        write(id, "{\"field\":\"NAME\",\"after\":\"Jane Miller\"}");
        ok(desk.step(desk.ada, id, "prepare", reason()));
        ok(desk.step(desk.ada, id, "propose", reason()));
        desk.doLegs();
        reaches(id, "COMPLETED");

        assertThat(account(jane, "name")).isEqualTo("Jane Miller");
        assertThat(desk.rows("SELECT before FROM accounts.changed_field WHERE account = ?", jane.account()))
                .singleElement()
                .asString()
                .startsWith("Jane the ");
        assertThat(legs(id)).containsExactly("correct-name SUCCEEDED", "stripe NOT_APPLICABLE", "tell SUCCEEDED");
        assertThat(letterText(id, "REQUEST_COMPLETED")).contains("The name of your account is corrected.");
    }

    @Test
    void whatIsCorrectedIsSealedAndGoneWithTheKeyOfTheAccount() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.CORRECTION);
        write(id, "{\"field\":\"EMAIL\",\"after\":\"miller." + jane.email() + "\"}");

        assertThat(desk.rows(
                        "SELECT encode(before, 'escape') || encode(after, 'escape') FROM privacy.correction WHERE request = ?",
                        id))
                .singleElement()
                .asString()
                .doesNotContain("jane", "miller", "example");
        assertThat(look(id).path("changes")).hasSize(1);
        desk.execute("DELETE FROM privacy.data_key WHERE account = '" + jane.account() + "'");
        assertThat(look(id).path("changes")).as("nobody reads it again").isEmpty();
        assertThat(desk.details(id).at("/blockers/0/code").asText()).isEqualTo("correction_missing");
    }

    @Test
    void whatWasWrittenBeforeThereWasASealIsReadAndThenSealed() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.CORRECTION);
        write(id, "{\"field\":\"NAME\",\"after\":\"Jane Miller\"}");
        desk.execute("UPDATE privacy.correction SET before = 'Jane Miler', after = 'Jane Miller', sealed = false"
                + " WHERE request = '" + id + "'");
        JsonNode before = look(id).path("changes");

        desk.bean(CorrectionUpkeep.class).sealOlder();

        assertThat(look(id).path("changes")).isEqualTo(before);
        assertThat(desk.rows(
                        "SELECT sealed || ' ' || position('Jane'::bytea IN after) FROM privacy.correction WHERE request = ?",
                        id))
                .containsExactly("true 0");
    }

    @Test
    void theDeskSeesBeforeAndAfterMaskedAndAValueInClearByALookThatIsWrittenDown() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.CORRECTION);
        String body = wish("{\"field\":\"EMAIL\",\"after\":\"miller." + jane.email() + "\"}");
        JsonNode previewed =
                ok(desk.ada.send("POST", path(id) + "/preview", body)).json();
        assertThat(look(id).path("changes")).as("a preview is not kept").isEmpty();
        write(id, "{\"field\":\"EMAIL\",\"after\":\"miller." + jane.email() + "\"}");
        JsonNode seen = look(id);

        assertThat(seen.path("changes")).isEqualTo(previewed.path("changes"));
        assertThat(seen.at("/changes/0/before").asText()).isEqualTo("j•••@e•••.com");
        assertThat(seen.at("/changes/0/after").asText()).isEqualTo("m•••@e•••.com");
        assertThat(seen.toString()).doesNotContain(jane.email());
        assertThat(seen.path("evidence").asText()).isEqualTo("j•••@e•••.com sent a letter.");
        assertThat(seen.path("secondPerson").asBoolean()).isTrue();
        Answer shown = desk.ada.send(
                "POST",
                "/admin/v1/reveal",
                "{\"subject\":\"correction:" + id
                        + "\",\"field\":\"EMAIL\",\"purpose\":\"PRIVACY_REQUEST\",\"case\":\"request:" + id + "\"}");
        assertThat(shown.json().path("value").asText())
                .as(shown.response().body())
                .isEqualTo("miller." + jane.email());
        assertThat(desk.rows("SELECT subject FROM reveal.look WHERE subject = ?", "correction:" + id))
                .hasSize(1);
    }

    @Test
    void anAddressIsAgreedToByASecondPersonAndConfirmedFromBothMailboxes() throws Exception {
        Person jane = desk.person();
        String later = "later." + jane.email();
        UUID id = proposed(jane, later);
        assertThat(desk.decide(desk.ada, id, "approve").status())
                .as("not by who prepared it")
                .isEqualTo(403);
        ok(desk.decide(desk.bob, id, "approve"));
        desk.doLegs();
        Await.until("both are asked", () -> desk.letters(id).contains("CORRECTION_CONFIRM_NEW"));

        assertThat(recipients(id, "CORRECTION_CONFIRM_OLD")).containsExactly(jane.email());
        assertThat(recipients(id, "CORRECTION_CONFIRM_NEW")).containsExactly(later);
        String fromNew = link(id, "CORRECTION_CONFIRM_NEW");
        assertThat(desk.ominigate.send("GET", fromNew, "", Map.of()).status()).isEqualTo(200);
        assertThat(look(id).at("/changes/0/confirmation/newAt").isMissingNode())
                .as("a program that follows links confirms nothing")
                .isTrue();
        assertThat(press(fromNew)).isEqualTo(200);
        assertThat(press(fromNew)).as("it holds once").isEqualTo(403);
        desk.doLegs();
        assertThat(account(jane, "email")).as("one end is not enough").isEqualTo(jane.email());
        assertThat(look(id).at("/changes/0/state").asText()).isEqualTo("TO_BE_CONFIRMED");
        UUID waiting = letter(jane, jane.email());

        assertThat(press(link(id, "CORRECTION_CONFIRM_OLD"))).isEqualTo(200);
        desk.doLegs();
        Await.until("the old one can take it back", () -> desk.letters(id).contains("CORRECTION_REVERT"));

        assertThat(account(jane, "email")).isEqualTo(later);
        assertThat(desk.rows("SELECT recipient FROM mail.letter WHERE id = ?", waiting))
                .as("what waits goes to the new address")
                .containsExactly(later);
        assertThat(recipients(id, "CORRECTION_REVERT")).containsExactly(jane.email());
        assertThat(look(id).at("/changes/0/state").asText()).isEqualTo("REVERTIBLE");
        assertThat(desk.state(id)).as("not over while it can be taken back").isEqualTo("EXECUTING");
        assertThat(desk.rows(
                        "SELECT kind || ' ' || coalesce(words, '') FROM privacy.request_event WHERE request = ? AND kind LIKE '%ADDRESS%' ORDER BY place",
                        id))
                .containsExactly("ADDRESS_CONFIRMED NEW", "ADDRESS_CONFIRMED OLD");
        assertThat(desk.rows("SELECT kind FROM live.event WHERE subject = ?", "request:" + id))
                .as("who watches is told")
                .contains("request.changed");

        desk.passes(Corrections.REVERTIBLE_FOR.plusMinutes(1));
        desk.doLegs();
        reaches(id, "COMPLETED");
        assertThat(press(link(id, "CORRECTION_REVERT"))).as("its time is over").isEqualTo(403);
        assertThat(account(jane, "email")).isEqualTo(later);
        assertThat(legs(id))
                .containsExactly(
                        "confirm-address SUCCEEDED",
                        "correct-address SUCCEEDED",
                        "redirect-letters SUCCEEDED",
                        "let-revert SUCCEEDED",
                        "stripe NOT_APPLICABLE",
                        "tell SUCCEEDED");
        assertThat(recipients(id, "REQUEST_COMPLETED")).containsExactly(later);
    }

    @Test
    void theOldMailboxTakesItBackWithinThreeDaysAndGetsTheLettersAgain() throws Exception {
        Person jane = desk.person();
        String thief = "thief." + jane.email();
        UUID id = applied(jane, thief);
        UUID waiting = letter(jane, thief);

        assertThat(press(link(id, "CORRECTION_REVERT"))).isEqualTo(200);
        assertThat(press(link(id, "CORRECTION_REVERT"))).as("once").isEqualTo(403);
        desk.doLegs();
        reaches(id, "COMPLETED");

        assertThat(account(jane, "email")).isEqualTo(jane.email());
        assertThat(desk.rows("SELECT recipient FROM mail.letter WHERE id = ?", waiting))
                .containsExactly(jane.email());
        assertThat(recipients(id, "CORRECTION_REVERTED")).containsExactly(jane.email());
        assertThat(recipients(id, "REQUEST_COMPLETED")).containsExactly(jane.email());
        assertThat(letterText(id, "REQUEST_COMPLETED")).contains("put back from the old mailbox");
        assertThat(look(id).at("/changes/0/state").asText()).isEqualTo("REVERTED");
        assertThat(desk.rows(
                        "SELECT before FROM accounts.changed_field WHERE account = ? ORDER BY changed_at",
                        jane.account()))
                .containsExactly(jane.email(), thief);
    }

    @Test
    void whoeverHadTheAddressMeanwhileIsLockedOutAlsoWhenTheyChangedItAgain() throws Exception {
        Person jane = desk.person();
        UUID member = UUID.randomUUID();
        desk.execute("INSERT INTO customer.member (id, account, email, role, password, language, created_at) VALUES ('"
                + member + "', '" + jane.account() + "', '" + jane.email() + "', 'OWNER', 'known', 'en', now())");
        UUID id = applied(jane, "thief." + jane.email());
        String another = "another." + jane.email();
        desk.execute("UPDATE customer.member SET email = '" + another + "', password = 'chosen' WHERE id = '" + member
                + "'");
        desk.execute("UPDATE accounts.account SET email = '" + another + "' WHERE id = '" + jane.account() + "'");

        assertThat(press(link(id, "CORRECTION_REVERT"))).isEqualTo(200);

        assertThat(account(jane, "email")).isEqualTo(jane.email());
        assertThat(desk.rows(
                        "SELECT email || ' ' || (password IN ('known', 'chosen')) FROM customer.member WHERE id = ?",
                        member))
                .containsExactly(jane.email() + " false");
        assertThat(desk.rows(
                        "SELECT recipient FROM mail.letter WHERE template = 'EMAIL_BACK' AND about = ?",
                        "account:" + jane.account()))
                .containsExactly(jane.email());
    }

    @Test
    void whoeverCanSignInGetsAnotherAddressOnlyIfTheyDidSoForIt() throws Exception {
        Person jane = desk.person();
        desk.execute("INSERT INTO customer.member (id, account, email, role, password, language, created_at) VALUES ('"
                + UUID.randomUUID() + "', '" + jane.account() + "', '" + jane.email()
                + "', 'OWNER', 'known', 'en', now())");
        UUID id = desk.started(jane, RequestType.CORRECTION);
        write(id, "{\"field\":\"EMAIL\",\"after\":\"thief." + jane.email() + "\"}");

        assertThat(desk.details(id).at("/blockers/0/code").asText()).isEqualTo("sign_in_first");
        signedInAnew(id);
        assertThat(desk.details(id).path("blockers")).isEmpty();
    }

    @Test
    void withoutBothConfirmationsTheAddressStaysAndThePersonIsToldSo() throws Exception {
        Person jane = desk.person();
        UUID id = proposed(jane, "never." + jane.email());
        ok(desk.decide(desk.bob, id, "approve"));
        desk.doLegs();
        Await.until("both are asked", () -> desk.letters(id).contains("CORRECTION_CONFIRM_NEW"));
        assertThat(press(link(id, "CORRECTION_CONFIRM_NEW"))).isEqualTo(200);

        desk.passes(Corrections.CONFIRMED_WITHIN.plusMinutes(1));
        desk.doLegs();
        reaches(id, "COMPLETED");

        assertThat(press(link(id, "CORRECTION_CONFIRM_OLD"))).as("too late").isEqualTo(403);
        assertThat(account(jane, "email")).isEqualTo(jane.email());
        assertThat(legs(id)).contains("confirm-address NOT_APPLICABLE", "correct-address NOT_APPLICABLE");
        assertThat(letterText(id, "REQUEST_COMPLETED")).contains("stays as it is");
    }

    @Test
    void theMailboxThatHasNotConfirmedIsAskedOnceMoreAfterAWeekAndItsNewLinkWorks() throws Exception {
        Person jane = desk.person();
        UUID id = proposed(jane, "late." + jane.email());
        ok(desk.decide(desk.bob, id, "approve"));
        desk.doLegs();
        Await.until("both are asked", () -> desk.letters(id).contains("CORRECTION_CONFIRM_NEW"));
        assertThat(press(link(id, "CORRECTION_CONFIRM_NEW"))).isEqualTo(200);
        assertThat(desk.letters(id)).doesNotContain("CORRECTION_REMINDER");

        desk.passes(Corrections.REMINDED_AFTER.plusMinutes(1));
        desk.doLegs();
        Await.until("the old mailbox is reminded", () -> desk.letters(id).contains("CORRECTION_REMINDER"));
        desk.doLegs();
        assertThat(recipients(id, "CORRECTION_REMINDER")).containsExactly(jane.email());

        assertThat(press(link(id, "CORRECTION_REMINDER"))).isEqualTo(200);
        desk.doLegs();
        Await.until("it is changed", () -> account(jane, "email").equals("late." + jane.email()));
    }

    @Test
    void aLegThatIsDoneAgainAfterItsNodeDiedChangesNothingMore() throws Exception {
        Person jane = desk.person();
        UUID id = applied(jane, "again." + jane.email());
        List<String> letters = desk.letters(id);

        desk.execute("UPDATE privacy.leg SET state = 'PENDING', receipt = NULL, settled_at = NULL,"
                + " next_try_at = '2000-01-01' WHERE request = '" + id + "' AND position <= 4");
        desk.doLegs();
        Await.until(
                "it waits again",
                () -> legs(id).contains("redirect-letters SUCCEEDED") && legs(id).contains("let-revert PENDING"));

        assertThat(desk.letters(id)).isEqualTo(letters);
        assertThat(recipients(id, "CORRECTION_REVERT"))
                .as("what lets the old one take it back goes to the old one")
                .containsExactly(jane.email());
        assertThat(desk.rows("SELECT field FROM accounts.changed_field WHERE account = ?", jane.account()))
                .hasSize(1);
    }

    @Test
    void whatCannotBeIsRefusedWhereItIsWrittenDown() throws Exception {
        Person jane = desk.person();
        Person joan = desk.person();
        UUID id = desk.started(jane, RequestType.CORRECTION);

        assertThat(desk.details(id).at("/blockers/0/code").asText()).isEqualTo("correction_missing");
        for (String bad : List.of(
                "{\"field\":\"EMAIL\",\"after\":\"no address\"}",
                "{\"field\":\"NAME\",\"after\":\"a\\u0000b\"}",
                "{\"field\":\"EMAIL\",\"after\":\"" + jane.email() + "\"}",
                "{\"field\":\"PLAN\",\"after\":\"x\"}")) {
            assertThat(desk.step(desk.ada, id, "correction", wish(bad)).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        write(id, "{\"field\":\"EMAIL\",\"after\":\"" + joan.email() + "\"}");
        assertThat(look(id).path("obstacles").toString()).contains("Another account has the new address.");
        ok(desk.step(desk.ada, id, "prepare", reason()));
        Answer late = desk.step(desk.ada, id, "correction", wish("{\"field\":\"NAME\",\"after\":\"Jane\"}"));
        assertThat(late.status()).as("what was prepared stays").isEqualTo(409);
        assertThat(late.json().path("code").asText()).isEqualTo("request_state");
        ok(desk.step(desk.ada, id, "propose", reason()));
        Answer agreed = desk.decide(desk.bob, id, "approve");
        assertThat(agreed.json().path("code").asText()).isEqualTo("request_blocked");
    }

    @Test
    void stripeIsToldWhatStandsAndOnlyWhatItKnows() throws Exception {
        Person jane = desk.person();
        ObjectNode customer = knownToStripe(jane);
        UUID id = applied(jane, "jane.miller." + jane.email());
        desk.passes(Duration.ofHours(73));
        desk.doLegs();
        reaches(id, "COMPLETED");

        assertThat(legs(id)).contains("stripe SUCCEEDED");
        assertThat(customer.path("email").asText()).isEqualTo("jane.miller." + jane.email());
        assertThat(customer.has("name")).as("a name that Stripe never had").isFalse();
    }

    @Test
    void aNameThatStripeHasIsCorrectedThereAsSoonAsItAnswers() throws Exception {
        Person jane = desk.person();
        ObjectNode customer = knownToStripe(jane).put("name", "Jane Miler");
        UUID id = desk.started(jane, RequestType.CORRECTION);
        write(id, "{\"field\":\"NAME\",\"after\":\"Jane Miller\"}");
        stripe.fail(Fault.ERROR, Fault.ERROR, Fault.ERROR);
        ok(desk.step(desk.ada, id, "prepare", reason()));
        ok(desk.step(desk.ada, id, "propose", reason()));
        desk.doLegs();
        // Whoever does the leg says when it is tried again by the clock of then, so the clock stands until it is said.
        Await.until(
                "Stripe did not answer",
                () -> desk.rows("SELECT reason FROM privacy.leg WHERE request = ? AND name = 'stripe'", id)
                        .contains("Stripe does not answer; it is asked again."));
        assertThat(legs(id)).doesNotContain("stripe SUCCEEDED");
        assertThat(customer.path("name").asText()).isEqualTo("Jane Miler");

        desk.passes(Duration.ofMinutes(11));
        desk.doLegs();
        reaches(id, "COMPLETED");

        assertThat(legs(id)).contains("stripe SUCCEEDED");
        assertThat(customer.path("name").asText()).isEqualTo("Jane Miller");
    }

    private static ObjectNode knownToStripe(Person person) throws Exception {
        String id = "cus_" + person.account().toString().replace("-", "");
        desk.execute(
                "UPDATE accounts.account SET stripe_customer = '" + id + "' WHERE id = '" + person.account() + "'");
        stripe.add(new ObjectMapper()
                .createObjectNode()
                .put("id", id)
                .put("object", "customer")
                .put("email", person.email()));
        return stripe.object(id);
    }

    /** One whose new address holds, and which the old mailbox can still take back. */
    private static UUID applied(Person person, String after) throws Exception {
        UUID id = proposed(person, after);
        ok(desk.decide(desk.bob, id, "approve"));
        desk.doLegs();
        Await.until("both are asked", () -> desk.letters(id).contains("CORRECTION_CONFIRM_NEW"));
        assertThat(press(link(id, "CORRECTION_CONFIRM_OLD"))).isEqualTo(200);
        assertThat(press(link(id, "CORRECTION_CONFIRM_NEW"))).isEqualTo(200);
        desk.doLegs();
        Await.until("the old one can take it back", () -> desk.letters(id).contains("CORRECTION_REVERT"));
        assertThat(account(person, "email")).isEqualTo(after);
        return id;
    }

    /** Whoever can sign in has asked from their own settings. */
    private static void signedInAnew(UUID id) throws SQLException {
        desk.execute("UPDATE privacy.request r SET identity = 'L2' WHERE id = '" + id
                + "' AND EXISTS (SELECT FROM customer.member m WHERE m.account = r.account)");
    }

    private static UUID proposed(Person person, String after) throws Exception {
        UUID id = desk.started(person, RequestType.CORRECTION);
        signedInAnew(id);
        write(id, "{\"field\":\"EMAIL\",\"after\":\"" + after + "\"}");
        ok(desk.step(desk.ada, id, "prepare", reason()));
        ok(desk.step(desk.ada, id, "propose", reason()));
        return id;
    }

    private static String wish(String change) {
        return "{\"changes\":[" + change
                + "],\"evidence\":\"jane@example.com sent a letter.\",\"reason\":\"She has married.\"}";
    }

    private static void write(UUID id, String change) throws Exception {
        ok(desk.step(desk.ada, id, "correction", wish(change)));
    }

    private static String path(UUID id) {
        return PrivacyDesk.REQUESTS + "/" + id + "/correction";
    }

    private static JsonNode look(UUID id) throws Exception {
        return ok(desk.bob.send("GET", path(id), "")).json();
    }

    private static void reaches(UUID id, String state) throws Exception {
        Await.until("it is " + state, () -> desk.state(id).equals(state));
    }

    private static String account(Person person, String column) throws SQLException {
        return desk.rows("SELECT " + column + " FROM accounts.account WHERE id = ?", person.account())
                .getFirst();
    }

    private static List<String> legs(UUID id) throws SQLException {
        return desk.rows("SELECT name || ' ' || state FROM privacy.leg WHERE request = ? ORDER BY position", id);
    }

    private static List<String> recipients(UUID id, String template) throws SQLException {
        return desk.rows(
                "SELECT m.recipient FROM mail.letter m JOIN privacy.request_letter l ON l.letter = m.id"
                        + " WHERE l.request = ? AND l.template = ?",
                id,
                template);
    }

    private static String letterText(UUID id, String template) throws SQLException {
        return desk.rows("SELECT text FROM privacy.request_letter WHERE request = ? AND template = ?", id, template)
                .getFirst();
    }

    private static String link(UUID id, String template) throws SQLException {
        return URI.create(desk.rows(
                                "SELECT m.\"values\"->>'link' FROM mail.letter m JOIN privacy.request_letter l ON"
                                        + " l.letter = m.id WHERE l.request = ? AND l.template = ?",
                                id,
                                template)
                        .getFirst())
                .getPath();
    }

    private static int press(String path) throws Exception {
        return desk.ominigate.send("POST", path, "", Map.of()).status();
    }

    /** A letter about the account that waits for a mail server. */
    private static UUID letter(Person person, String recipient) throws SQLException {
        Letter letter = new Letter(
                Template.ABUSE_WARNING,
                recipient,
                "account:" + person.account(),
                Locale.ENGLISH,
                Map.of("category", "a flood", "reference", "D-1", "contact", "contact@example.com"));
        return Transaction.run(
                desk.ominigate.database().dataSource(),
                transaction -> desk.bean(Outbox.class).leave(transaction, letter));
    }
}
