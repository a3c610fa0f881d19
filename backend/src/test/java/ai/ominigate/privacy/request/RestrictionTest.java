package ai.ominigate.privacy.request;

import static ai.ominigate.privacy.request.PrivacyDesk.ok;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.legal.Circulars;
import ai.ominigate.privacy.request.PrivacyDesk.Person;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is restricted is kept and no more, until its owner has been told that this ends; and a deletion waits as long as its
 * owner can still stop it.
 */
class RestrictionTest {
    private static final String RESTRICTIONS = "/admin/v1/privacy/restrictions";
    private static final String LIFT =
            "{\"words\":\"What you contested is correct: we have checked it.\",\"reason\":\"Checked with finance.\"}";

    private static PrivacyDesk desk;

    @BeforeAll
    static void start() throws Exception {
        desk = new PrivacyDesk();
    }

    @AfterAll
    static void stop() throws Exception {
        desk.close();
    }

    @Test
    void aRestrictionEndsThreeDaysAfterTwoAgreedAndItsOwnerWasTold() throws Exception {
        Person jane = desk.person();
        UUID id = inForce(jane, RequestType.RESTRICTION);
        String path = RESTRICTIONS + "/" + id + "/lift";

        Answer asked = desk.ominigate.send(
                "POST", path, LIFT, Map.of("Authorization", "Bearer " + desk.ada.token(), "If-Match", "\"1\""));
        assertThat(asked.status()).isEqualTo(202);
        String proposal = asked.json().path("id").asText();
        assertThat(desk.agree(desk.ada, proposal, "approve").status())
                .as("not by who proposed it")
                .isEqualTo(403);
        assertThat(desk.letters(id)).doesNotContain("RESTRICTION_ENDS");
        ok(desk.agree(desk.bob, proposal, "approve"));

        assertThat(desk.letters(id)).endsWith("RESTRICTION_ENDS");
        assertThat(desk.rows("SELECT text FROM privacy.request_letter WHERE request = ? ORDER BY at", id)
                        .getLast())
                .contains("What you contested is correct", "complain");
        desk.bean(EndRestriction.class).endDue();
        assertThat(limits(jane)).as("told, and not ended").containsExactly("RESTRICTION");
        assertThat(listed(jane)).contains("endsAt");
        assertThat(desk.ominigate
                        .send(
                                "POST",
                                path,
                                LIFT,
                                Map.of("Authorization", "Bearer " + desk.ada.token(), "If-Match", "\"2\""))
                        .status())
                .as("lifted already")
                .isEqualTo(409);

        desk.passes(EndRestriction.NOTICE.plusMinutes(1));
        desk.bean(EndRestriction.class).endDue();

        assertThat(limits(jane)).isEmpty();
        assertThat(desk.rows("SELECT kind FROM privacy.request_event WHERE request = ? ORDER BY place", id))
                .endsWith("WRITTEN", "RESTRICTION_LIFTED");
    }

    @Test
    void whatIsRestrictedDoesNotGoBecauseOfItsAge() throws Exception {
        Person jane = desk.person();
        Person joan = desk.person();
        inForce(jane, RequestType.RESTRICTION);
        inForce(joan, RequestType.OBJECTION);

        assertThat(desk.rows("SELECT account_id::text FROM retention.held_account"))
                .contains(jane.account().toString())
                .doesNotContain(joan.account().toString());
    }

    @Test
    void whoIsRestrictedGetsNoLetterThatGoesToEverybody() throws Exception {
        Person jane = desk.person();
        Person joan = desk.person();
        inForce(jane, RequestType.RESTRICTION);
        inForce(joan, RequestType.OBJECTION);
        Circulars circulars = desk.bean(Circulars.class);
        Circulars.Circular circular = new Circulars.Circular(
                "policy.notice",
                1,
                Template.POLICY_CHANGED,
                Map.of("from", "2026-12-01", "summary", "One more purpose.", "link", circulars.link("/legal")));

        Transaction.run(
                desk.ominigate.database().dataSource(), transaction -> circulars.leaveSome(transaction, circular));

        assertThat(desk.rows("SELECT recipient FROM mail.letter WHERE template = 'POLICY_CHANGED'"))
                .contains(joan.email())
                .doesNotContain(jane.email());
    }

    @Test
    void aDeletionWaitsThreeDaysInWhichItsOwnerCallsItOff() throws Exception {
        Person jane = desk.person();
        UUID id = scheduled(jane);
        String link = URI.create(desk.rows(
                                "SELECT m.\"values\"->>'link' FROM mail.letter m WHERE m.about = ? AND m.template = 'REQUEST_SCHEDULED'",
                                "account:" + jane.account())
                        .getFirst())
                .getPath();
        desk.passes(Duration.ofHours(71));
        desk.doLegs();
        assertThat(tried(id)).as("nothing is done before its time").isEmpty();
        assertThat(desk.state(id)).isEqualTo("SCHEDULED");

        assertThat(desk.ominigate.send("GET", link, "", Map.of()).status()).isEqualTo(200);
        assertThat(desk.state(id)).as("whoever only looks calls nothing off").isEqualTo("SCHEDULED");
        assertThat(desk.ominigate.send("POST", link, "", Map.of()).status()).isEqualTo(200);
        desk.passes(Duration.ofHours(2));
        desk.doLegs();

        assertThat(desk.state(id)).isEqualTo("WITHDRAWN");
        assertThat(tried(id)).isEmpty();
        assertThat(desk.letters(id)).endsWith("REQUEST_SCHEDULED", "REQUEST_WITHDRAWN");
        assertThat(desk.rows("SELECT status || ' ' || email FROM accounts.account WHERE id = ?", jane.account()))
                .containsExactly("ACTIVE " + jane.email());
    }

    @Test
    void aDeletionThatNobodyCallsOffIsDoneAfterThreeDaysAndThenItIsTooLateToCallItOff() throws Exception {
        Person jane = desk.person();
        UUID id = scheduled(jane);
        String link = URI.create(desk.rows(
                                "SELECT m.\"values\"->>'link' FROM mail.letter m WHERE m.about = ? AND m.template = 'REQUEST_SCHEDULED'",
                                "account:" + jane.account())
                        .getFirst())
                .getPath();
        desk.doLegs();
        assertThat(desk.rows("SELECT status FROM accounts.account WHERE id = ?", jane.account()))
                .containsExactly("ACTIVE");

        desk.passes(Duration.ofHours(72).plusMinutes(1));
        desk.doLegs();
        Await.until("it has begun", () -> !tried(id).isEmpty());

        assertThat(tried(id)).startsWith("close-account");
        assertThat(desk.rows("SELECT status FROM accounts.account WHERE id = ?", jane.account()))
                .containsExactly("CLOSED");
        assertThat(desk.ominigate.send("POST", link, "", Map.of()).status()).isEqualTo(403);
        assertThat(desk.state(id)).isNotIn("SCHEDULED", "WITHDRAWN");
    }

    @Test
    void aDeletionThatSomethingCameInTheWayOfWaitsUntilThatIsCleared() throws Exception {
        Person jane = desk.person();
        UUID id = scheduled(jane);
        desk.execute("INSERT INTO privacy.legal_hold (id, account, matter, set_at, proposed_by, agreed_by) VALUES"
                + " (gen_random_uuid(), '" + jane.account()
                + "', 'a matter', now(), gen_random_uuid(), gen_random_uuid())");

        desk.passes(Duration.ofHours(72).plusMinutes(1));
        desk.doLegs();
        assertThat(desk.state(id)).isEqualTo("SCHEDULED");
        assertThat(tried(id)).isEmpty();
        assertThat(desk.details(id).at("/blockers/0/code").asText()).isEqualTo("legal_hold");
        assertThat(desk.rows("SELECT status FROM accounts.account WHERE id = ?", jane.account()))
                .containsExactly("ACTIVE");

        desk.execute("UPDATE privacy.legal_hold SET lifted_at = now(), lifted_by = agreed_by WHERE account = '"
                + jane.account() + "'");
        desk.passes(Legs.BLOCKED_LOOKED_AT_EVERY.plusSeconds(1));
        desk.doLegs();
        Await.until("it has begun", () -> !tried(id).isEmpty());
    }

    /** A deletion that two have agreed to. */
    private static UUID scheduled(Person person) throws Exception {
        UUID id = desk.proposed(person, RequestType.DELETION);
        ok(desk.decide(desk.bob, id, "approve"));
        assertThat(desk.state(id)).isEqualTo("SCHEDULED");
        return id;
    }

    private static List<String> tried(UUID id) throws SQLException {
        return desk.rows("SELECT name FROM privacy.leg WHERE request = ? AND attempts > 0 ORDER BY position", id);
    }

    /** Two have agreed, and it is marked. */
    private static UUID inForce(Person person, RequestType type) throws Exception {
        UUID id = desk.proposed(person, type);
        ok(desk.decide(desk.bob, id, "approve"));
        desk.doLegs();
        Await.until("it is in force", () -> desk.state(id).equals("COMPLETED"));
        assertThat(limits(person)).containsExactly(type.name());
        desk.passes(Duration.ofMinutes(1));
        return id;
    }

    private static List<String> limits(Person person) throws SQLException {
        return desk.rows("SELECT kind FROM privacy.limited_use WHERE account = ?", person.account());
    }

    private static String listed(Person person) throws Exception {
        return ok(desk.ada.send("GET", RESTRICTIONS + "?account=" + person.account(), ""))
                .response()
                .body();
    }
}
