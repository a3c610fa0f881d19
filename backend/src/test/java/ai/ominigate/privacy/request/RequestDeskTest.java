package ai.ominigate.privacy.request;

import static ai.ominigate.privacy.request.PrivacyDesk.ok;
import static ai.ominigate.privacy.request.PrivacyDesk.reason;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.PrivacyDesk.Person;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.identity.AuditEntries;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Actor;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do with requests, and what becomes of them. */
class RequestDeskTest {
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
    void aRequestGoesFromItsMailToItsEndByTwoPeopleAndItsLegs() throws Exception {
        Person jane = desk.person();
        UUID id = desk.proposed(jane, RequestType.RESTRICTION);
        assertThat(desk.state(id)).isEqualTo("AWAITING_SECOND_APPROVAL");

        ok(desk.decide(desk.bob, id, "approve"));
        Await.until("the request to be completed", () -> desk.state(id).equals("COMPLETED"));

        JsonNode details = desk.details(id);
        assertThat(details.path("plan").path("preparedBy").path("id").asText()).isEqualTo(desk.ada.id());
        assertThat(details.path("plan").path("approvedBy").path("id").asText()).isEqualTo(desk.bob.id());
        assertThat(texts(details.path("legs"), "name")).containsExactly("mark-account", "tell");
        assertThat(texts(details.path("legs"), "state")).containsOnly("SUCCEEDED");
        assertThat(texts(details.path("timeline"), "kind"))
                .containsSubsequence(
                        "COMPLETED", "APPROVED", "PROPOSED", "PREPARED", "TRIAGED", "IDENTIFIED", "OPENED");
        assertThat(details.path("missing")).isEmpty();
        assertThat(desk.letters(id)).contains("REQUEST_COMPLETED");
        assertThat(desk.rows("SELECT kind FROM privacy.restriction WHERE account = ?", jane.account()))
                .containsExactly("RESTRICTION");
        assertThat(AuditEntries.about(desk.ominigate.database(), "request:" + id))
                .contains(
                        "staff:" + desk.ada.id() + " request.prepare DONE request:" + id,
                        "staff:" + desk.ada.id() + " request.view DONE request:" + id,
                        "staff:" + desk.bob.id() + " request.approve DONE request:" + id,
                        "ominigate request.complete DONE request:" + id);
    }

    @Test
    void nobodyAgreesToWhatTheyPreparedWhoeverProposedIt() throws Exception {
        UUID id = desk.started(desk.person(), RequestType.RESTRICTION);
        ok(desk.step(desk.bob, id, "prepare", reason()));
        ok(desk.step(desk.ada, id, "propose", reason()));

        Answer answer = desk.decide(desk.bob, id, "approve");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asText()).isEqualTo("request_own");
        assertThat(desk.state(id)).isEqualTo("AWAITING_SECOND_APPROVAL");
        assertThat(desk.decide(desk.ada, id, "approve").status())
                .as("the proposer")
                .isEqualTo(403);
    }

    @Test
    void nobodyIsDeletedUnlessWhoeverProposesItTypesTheirAddress() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.DELETION);
        ok(desk.step(desk.ada, id, "prepare", reason()));

        Answer without = desk.step(desk.ada, id, "propose", reason());
        Answer another = desk.step(
                desk.ada, id, "propose", PrivacyDesk.typed(desk.person().email()));

        assertThat(without.status()).isEqualTo(422);
        assertThat(without.json().path("code").asText()).isEqualTo("address_not_confirmed");
        assertThat(another.json().path("detail"))
                .as("the words are the same, whatever was typed")
                .isEqualTo(without.json().path("detail"));
        assertThat(another.response().body()).doesNotContain(jane.email());
        assertThat(desk.state(id)).isEqualTo("PREPARED");
        ok(desk.step(
                desk.ada, id, "propose", PrivacyDesk.typed(" " + jane.email().toUpperCase(Locale.ROOT))));
        assertThat(desk.state(id)).isEqualTo("AWAITING_SECOND_APPROVAL");
    }

    @Test
    void anAccountWithoutAnAddressIsTypedByItsId() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.DELETION);
        ok(desk.step(desk.ada, id, "prepare", reason()));
        desk.execute("UPDATE accounts.account SET email = NULL WHERE id = '" + jane.account() + "'");

        assertThat(desk.step(desk.ada, id, "propose", PrivacyDesk.typed(jane.email()))
                        .status())
                .isEqualTo(422);
        ok(desk.step(desk.ada, id, "propose", PrivacyDesk.typed(jane.account().toString())));
    }

    @Test
    void whatASecondPersonDoesNotAgreeToIsPreparedAgain() throws Exception {
        UUID id = desk.proposed(desk.person(), RequestType.RESTRICTION);

        ok(desk.decide(desk.bob, id, "refuse"));

        assertThat(desk.state(id)).isEqualTo("IN_PROGRESS");
        ok(desk.step(desk.ada, id, "prepare", reason()));
        ok(desk.step(desk.ada, id, "propose", reason()));
    }

    @Test
    void aStepThatIsNotPossibleNowIsRefusedWithWhereTheRequestStands() throws Exception {
        UUID id = desk.mailed(desk.person().email(), RequestType.ACCESS);

        for (String verb : List.of("start", "propose", "revise", "prepare", "hear", "reopen")) {
            Answer answer = desk.step(desk.ada, id, verb, reason());
            assertThat(answer.status()).as(verb).isEqualTo(409);
            assertThat(answer.json().path("code").asText()).as(verb).isEqualTo("request_state");
            assertThat(answer.json().path("detail").asText()).contains("ACKNOWLEDGED");
        }
    }

    @Test
    void whoeverSawAnOlderVersionIsShownThePresentOne() throws Exception {
        UUID id = desk.mailed(desk.person().email(), RequestType.ACCESS);
        long seen = desk.file(id).version();
        ok(desk.step(desk.ada, id, seen, "triage", "{\"regime\":\"UK\",\"reason\":\"They live in Leeds.\"}"));

        Answer late = desk.step(desk.bob, id, seen, "triage", "{\"regime\":\"EU\",\"reason\":\"They live in Lyon.\"}");

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().path("current").path("regime").asText()).isEqualTo("UK");
    }

    @Test
    void completedCannotBeAskedForByAnyRoute() throws Exception {
        UUID id = desk.started(desk.person(), RequestType.RESTRICTION);
        for (String verb : List.of("complete", "fulfil", "deliver", "resume", "approve", "verify", "state")) {
            assertThat(desk.step(desk.bob, id, verb, reason()).status())
                    .as(verb)
                    .isIn(404, 405);
        }
    }

    @Test
    void nothingIsPreparedForWhoeverHasNotShownWhoTheyAre() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.RESTRICTION);
        desk.execute("UPDATE privacy.request SET identity = 'L0', identified_at = NULL WHERE id = '" + id + "'");

        Answer answer = desk.step(desk.ada, id, "prepare", reason());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("code").asText()).isEqualTo("request_unidentified");
    }

    @Test
    void twoOfTheStaffCanTakeSomebodyForWhoTheyAreAndOneCannot() throws Exception {
        Person jane = desk.person();
        UUID id = desk.mailed("jane-elsewhere@example.org", RequestType.ACCESS);
        ok(desk.step(desk.ada, id, "triage", "{\"account\":\"" + jane.account() + "\",\"reason\":\"They say so.\"}"));
        ok(desk.step(desk.ada, id, "identify", "{\"reason\":\"Knows the last invoice and when the key was made.\"}"));
        assertThat(desk.file(id).identity().name()).isEqualTo("L0");
        assertThat(desk.decide(desk.ada, id, "approve").status()).isEqualTo(403);

        ok(desk.decide(desk.bob, id, "approve"));

        assertThat(desk.file(id).identity().name()).isEqualTo("L3");
        assertThat(desk.state(id)).isEqualTo("VERIFIED");
    }

    @Test
    void moreTimeIsTakenByTwoAndToldInTheSameTransaction() throws Exception {
        UUID id = desk.started(desk.person(), RequestType.ACCESS);
        var before = desk.file(id).clock();

        ok(desk.step(desk.ada, id, "extend", "{\"ground\":\"COMPLEXITY\",\"reason\":\"Three years of usage.\"}"));
        assertThat(desk.file(id).clock()).isEqualTo(before);
        ok(desk.decide(desk.bob, id, "approve"));

        assertThat(desk.file(id).clock().answerBy()).isAfter(before.answerBy().plusDays(50));
        assertThat(desk.letters(id)).contains("REQUEST_EXTENDED");
        Answer again = desk.step(desk.ada, id, "extend", "{\"ground\":\"COMPLEXITY\",\"reason\":\"Still.\"}");
        assertThat(again.json().path("code").asText()).isEqualTo("extension_impossible");
    }

    @Test
    void moreTimeIsNotTakenAfterTheFirstPeriodNorWhereNobodyCanBeToldNorForWhatHasNoEnd() throws Exception {
        Instant longAgo = desk.now().minus(Duration.ofDays(40));
        UUID late = desk.mailed(desk.person().email(), RequestType.ACCESS, longAgo);
        UUID unreachable = opened("LETTER", "ACCESS", desk.now());
        UUID complaint = desk.mailed(desk.person().email(), RequestType.COMPLAINT);
        String wish = "{\"ground\":\"NUMBER_OF_REQUESTS\",\"reason\":\"Many.\"}";

        assertThat(desk.step(desk.ada, late, "extend", wish).json().path("code").asText())
                .isEqualTo("extension_too_late");
        assertThat(desk.step(desk.ada, unreachable, "extend", wish)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("no_address");
        assertThat(desk.step(desk.ada, complaint, "extend", wish)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("extension_impossible");
    }

    @Test
    void anExtensionThatIsAgreedToTooLateIsNone() throws Exception {
        UUID id = desk.mailed(
                desk.person().email(), RequestType.ACCESS, desk.now().minus(Duration.ofDays(25)));
        ok(desk.step(desk.ada, id, "extend", "{\"ground\":\"COMPLEXITY\",\"reason\":\"Much.\"}"));
        desk.passes(Duration.ofDays(6).plusHours(12));

        Answer answer = desk.decide(desk.bob, id, "approve");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(desk.letters(id)).doesNotContain("REQUEST_EXTENDED");
        assertThat(desk.file(id).clock().extendedAt()).isNull();
    }

    @Test
    void aRefusalNamesItsGroundInLawAndWhatThePersonCanDoAndIsAgreedToByTwo() throws Exception {
        UUID id = desk.started(desk.person(), RequestType.DELETION);
        ok(desk.step(desk.ada, id, "refuse", """
                {"ground":"LEGAL_CLAIMS","words":"A dispute about your last payment is open.","reason":"Chargeback."}"""));
        assertThat(desk.state(id)).isEqualTo("IN_PROGRESS");

        ok(desk.decide(desk.bob, id, "approve"));

        assertThat(desk.state(id)).isEqualTo("REFUSED");
        String letter = desk.rows(
                        "SELECT text FROM privacy.request_letter WHERE request = ? AND template = 'REQUEST_REFUSED'",
                        id)
                .getFirst();
        assertThat(letter)
                .contains("article 17(3)(e)")
                .contains("A dispute about your last payment is open.")
                .contains("data protection authority")
                .contains("court");
        assertThat(desk.details(id).path("summary").path("refusedFor").asText()).isEqualTo("LEGAL_CLAIMS");
        ok(desk.step(desk.ada, id, "reopen", reason()));
        assertThat(desk.state(id)).isEqualTo("ACKNOWLEDGED");
    }

    @Test
    void onlyOneThingWaitsForASecondPersonAtATime() throws Exception {
        UUID id = desk.started(desk.person(), RequestType.DELETION);
        ok(desk.step(desk.ada, id, "extend", "{\"ground\":\"COMPLEXITY\",\"reason\":\"Much.\"}"));

        Answer answer = desk.step(desk.ada, id, "refuse", """
                {"ground":"EXCESSIVE","words":"It is the tenth time.","reason":"The tenth time."}""");

        assertThat(answer.json().path("code").asText()).isEqualTo("request_proposed");
        ok(desk.decide(desk.bob, id, "refuse"));
        assertThat(desk.file(id).plan().proposed()).isNull();
    }

    @Test
    void whoeverIsAskedWhatTheyMeanStopsTheClockInTheUkAndAnsweringStartsIt() throws Exception {
        UUID id = desk.mailed(desk.person().email(), RequestType.ACCESS);
        Person jane = desk.person();
        ok(desk.step(
                desk.ada,
                id,
                "triage",
                "{\"regime\":\"UK\",\"account\":\"" + jane.account() + "\",\"assignee\":\"" + desk.ada.id()
                        + "\",\"reason\":\"Leeds.\"}"));
        desk.identified(id);
        ok(desk.step(desk.ada, id, "triage", reason()));
        ok(desk.step(desk.ada, id, "start", reason()));
        var due = Objects.requireNonNull(desk.file(id).clock().due());

        ok(desk.step(desk.ada, id, "clarify", "{\"question\":\"Which of your two accounts?\",\"reason\":\"Two.\"}"));
        assertThat(desk.state(id)).isEqualTo("AWAITING_SUBJECT");
        desk.passes(Duration.ofDays(5));
        answers(id, false);

        assertThat(desk.state(id)).isEqualTo("IN_PROGRESS");
        // Months have different lengths.
        assertThat(desk.file(id).clock().due()).isBetween(due.plusDays(4), due.plusDays(7));
        assertThat(desk.letters(id)).contains("REQUEST_CLARIFICATION");
    }

    @Test
    void anotherWhoAnswersInTheThreadStartsNothing() throws Exception {
        UUID id = desk.started(desk.person(), RequestType.ACCESS);
        ok(desk.step(desk.ada, id, "clarify", "{\"question\":\"Which?\",\"reason\":\"Two.\"}"));

        answers(id, true);

        assertThat(desk.state(id)).isEqualTo("AWAITING_SUBJECT");
        assertThat(texts(desk.details(id).path("timeline"), "kind").getFirst()).isEqualTo("HEARD");
    }

    private static void answers(UUID id, boolean another) throws Exception {
        UUID thread = desk.file(id).thread();
        Transaction.run(desk.ominigate.database().dataSource(), transaction -> {
            desk.bean(Requests.class).heard(transaction, thread, UUID.randomUUID(), another);
            return null;
        });
    }

    @Test
    void aQuestionIsAnsweredByOneAndAComplaintByTwo() throws Exception {
        UUID question = desk.mailed("asks@example.com", RequestType.QUESTION);
        ok(desk.step(desk.ada, question, "triage", reason()));
        assertThat(desk.state(question)).as("needs no identity").isEqualTo("TRIAGED");
        ok(desk.step(desk.ada, question, "start", reason()));
        ok(desk.step(desk.ada, question, "prepare", "{\"answer\":\"For thirty days.\",\"reason\":\"In the policy.\"}"));
        ok(desk.step(desk.ada, question, "propose", reason()));
        Await.until("the request to be completed", () -> desk.state(question).equals("COMPLETED"));
        assertThat(desk.rows("SELECT text FROM privacy.request_letter WHERE request = ?", question)
                        .getLast())
                .contains("For thirty days.");

        UUID complaint = desk.mailed("complains@example.com", RequestType.COMPLAINT);
        ok(desk.step(desk.ada, complaint, "triage", reason()));
        ok(desk.step(desk.ada, complaint, "start", reason()));
        ok(desk.step(desk.ada, complaint, "prepare", "{\"answer\":\"You were right.\",\"reason\":\"They were.\"}"));
        ok(desk.step(desk.ada, complaint, "propose", reason()));
        assertThat(desk.state(complaint)).isEqualTo("AWAITING_SECOND_APPROVAL");
        ok(desk.decide(desk.bob, complaint, "approve"));
        Await.until("the request to be completed", () -> desk.state(complaint).equals("COMPLETED"));
        assertThat(desk.letters(complaint)).containsExactly("COMPLAINT_ANSWERED");
    }

    @Test
    void whatCameOnPaperIsOpenedByHandWithTheDayItCame() throws Exception {
        Instant received = desk.now().minus(Duration.ofDays(3));

        UUID id = opened("LETTER", "DELETION", received);

        JsonNode details = desk.details(id);
        assertThat(details.path("summary").path("channel").asText()).isEqualTo("LETTER");
        assertThat(details.path("summary").path("state").asText()).isEqualTo("RECEIVED");
        assertThat(Instant.parse(details.path("summary").path("receivedAt").asText()))
                .isEqualTo(received.truncatedTo(ChronoUnit.MICROS));
        assertThat(texts(details.path("timeline"), "words")).contains("Please forget me.");
        ok(desk.step(desk.ada, id, "acknowledge", reason()));
        assertThat(desk.state(id)).isEqualTo("ACKNOWLEDGED");
        assertThat(desk.letters(id)).as("there is no address").isEmpty();
        assertThat(open("LETTER", "DELETION", desk.now().plusSeconds(60)).status())
                .isEqualTo(400);
    }

    private static UUID opened(String channel, String type, Instant receivedAt) throws Exception {
        return UUID.fromString(
                ok(open(channel, type, receivedAt)).json().path("id").asText());
    }

    private static Answer open(String channel, String type, Instant receivedAt) throws Exception {
        return desk.ada.send("POST", PrivacyDesk.REQUESTS, """
                {"type":"%s","channel":"%s","regime":"EU","receivedAt":"%s","language":"en","words":"Please forget me."}
                """.formatted(type, channel, receivedAt));
    }

    @Test
    void whoeverHasNothingWithUsAndWhoeverIsNotWhoTheySayAreToldTheSame() throws Exception {
        UUID unknown = desk.mailed("nobody-at-all@example.com", RequestType.ACCESS);
        Person jane = desk.person();
        UUID pretended = desk.mailed("not-jane@example.org", RequestType.ACCESS);
        ok(desk.step(
                desk.ada, pretended, "triage", "{\"account\":\"" + jane.account() + "\",\"reason\":\"So they say.\"}"));

        ok(desk.step(desk.ada, unknown, "no-match", reason()));
        ok(desk.step(desk.ada, pretended, "no-match", reason()));

        List<String> texts = new ArrayList<>();
        for (UUID id : List.of(unknown, pretended)) {
            texts.add(desk.rows("SELECT text FROM privacy.request_letter WHERE request = ?", id)
                    .getFirst()
                    .replace(desk.file(id).reference(), "PR"));
        }
        assertThat(texts.getFirst()).isEqualTo(texts.getLast());
        assertThat(desk.rows("SELECT recipient FROM mail.letter WHERE about = ?", "request:" + pretended))
                .containsExactly("not-jane@example.org");
        assertThat(desk.rows("SELECT recipient FROM mail.letter WHERE about = ?", "account:" + jane.account()))
                .as("what goes to somebody else is not hers")
                .isEmpty();
    }

    @Test
    void onlyWhatItsOwnerHasConfirmedTwiceIsMergedAndKeepsTheEarlierDay() throws Exception {
        Person jane = desk.person();
        UUID first = desk.mailed(jane.email(), RequestType.DELETION, desk.now().minus(Duration.ofDays(10)));
        ok(desk.step(desk.ada, first, "triage", "{\"account\":\"" + jane.account() + "\",\"reason\":\"Hers.\"}"));
        UUID second = desk.verified(jane, RequestType.DELETION);
        var clock = desk.file(first).clock();

        Answer unverified = merge(second, first);
        assertThat(unverified.json().path("code").asText()).isEqualTo("merge_unidentified");
        assertThat(merge(first, second).json().path("code").asText()).isEqualTo("merge_unidentified");
        assertThat(desk.state(first)).isEqualTo("ACKNOWLEDGED");
        desk.identified(first);
        ok(merge(first, second));

        assertThat(desk.state(first)).isEqualTo("MERGED_INTO");
        assertThat(desk.file(second).clock().receivedAt()).isEqualTo(clock.receivedAt());
        assertThat(desk.file(second).clock().answerBy())
                .isBeforeOrEqualTo(clock.answerBy().plusDays(2));
        UUID other = desk.verified(jane, RequestType.ACCESS);
        assertThat(merge(other, second).json().path("code").asText()).isEqualTo("merge_of_others");
    }

    @Test
    void whatIsShownBeyondNeedStartsNoClockAnewNorDoesTheLaterOfTwoThatAreMerged() throws Exception {
        Person jane = desk.person();
        UUID first = desk.verified(jane, RequestType.CORRECTION);
        LocalDate day = desk.file(first).clock().answerBy();
        Instant known = desk.file(first).identifiedAt();
        desk.passes(Duration.ofDays(5));
        UUID second = desk.verified(jane, RequestType.CORRECTION);

        Transaction.run(
                desk.ominigate.database().dataSource(),
                transaction -> desk.bean(Identification.class)
                        .reached(transaction, RequestSteps.lock(transaction, first), IdentityLevel.L2, By.ITSELF));
        assertThat(desk.identity(first)).isEqualTo("L2");
        assertThat(desk.file(first).identifiedAt()).isEqualTo(known);
        assertThat(desk.file(first).clock().answerBy()).isEqualTo(day);
        ok(merge(first, second));

        assertThat(desk.file(second).identifiedAt()).isEqualTo(known);
        assertThat(desk.file(second).clock().answerBy()).isEqualTo(day);
    }

    @Test
    void aDeletionWaitsForTheCopyThatTheSamePersonHasAskedFor() throws Exception {
        Person jane = desk.person();
        UUID unproven = desk.mailed("somebody@example.org", RequestType.ACCESS);
        ok(desk.step(desk.ada, unproven, "triage", "{\"account\":\"" + jane.account() + "\",\"reason\":\"Says so.\"}"));
        UUID deletion = desk.started(jane, RequestType.DELETION);
        assertThat(blockers(deletion)).as("nobody has shown that it is hers").isEmpty();

        UUID copy = desk.started(jane, RequestType.ACCESS);
        assertThat(blockers(deletion)).containsExactly("copy_first");
        ok(desk.step(desk.ada, copy, "withdraw", reason()));

        assertThat(blockers(deletion)).isEmpty();
    }

    @Test
    void aDeletionWaitsForAPackageThatNobodyHasFetchedUntilItsLinkEndsOrItIsRevoked() throws Exception {
        Person jane = desk.person();
        UUID copy = desk.started(jane, RequestType.ACCESS);
        UUID deletion = desk.started(jane, RequestType.DELETION);
        desk.execute("""
                INSERT INTO privacy.package (
                    request, account, file, bytes, sha256, files, records, made_at, token_sha256, offered_at, expires_at,
                    most_downloads)
                VALUES ('%s', '%s', 'x', 1, sha256('x'), 1, 1, now(), sha256('%s'), now(), now() + INTERVAL '7 days', 5)
                """.formatted(copy, jane.account(), copy));
        ok(desk.step(desk.ada, copy, "withdraw", reason()));
        assertThat(blockers(deletion)).containsExactly("copy_first");

        desk.execute("UPDATE privacy.package SET downloads = 1 WHERE request = '" + copy + "'");
        assertThat(blockers(deletion)).isEmpty();
        desk.execute("UPDATE privacy.package SET downloads = 0, revoked_at = now() WHERE request = '" + copy + "'");
        assertThat(blockers(deletion)).isEmpty();
        desk.execute(
                "UPDATE privacy.package SET revoked_at = NULL, offered_at = now() - INTERVAL '8 days', expires_at = now() - INTERVAL '1 day' WHERE request = '"
                        + copy + "'");
        assertThat(blockers(deletion)).isEmpty();
    }

    private static List<String> blockers(UUID id) throws Exception {
        List<String> codes = new ArrayList<>();
        desk.details(id)
                .path("blockers")
                .forEach(each -> codes.add(each.path("code").asText()));
        return codes;
    }

    @Test
    void filesAndTheWholeTextOfAMailAreThereForWhoeverWorksOnItAndThatTheyLookedIsWrittenDown() throws Exception {
        UUID id = desk.mailed("sam@example.org", RequestType.CORRECTION);
        UUID message = UUID.randomUUID();
        String text = "word ".repeat(1_000) + "and write to sam@example.org";
        desk.execute("""
                INSERT INTO privacy.message (
                    id, thread, known_as, sender, sender_check, of_another, writer, subject, text, cut, received_at)
                SELECT '%1$s', thread, '%1$s', 'sam@example.org', 'NONE', false, 'PERSON', 'Hello', '%2$s',
                       ARRAY['ATTACHMENTS'], now()
                FROM privacy.request WHERE id = '%3$s'
                """.formatted(message, text, id));
        desk.execute("""
                INSERT INTO privacy.attachment (message, number, name, type, size, content)
                VALUES ('%1$s', 0, 'Beweis für Sam.html', 'text/html', 8, '<script>'),
                       ('%1$s', 1, 'film.mp4', 'video/mp4', 9000000, '')
                """.formatted(message));

        JsonNode shown = desk.details(id).path("conversation").path(0);
        assertThat(shown.path("cut").toString()).contains("ATTACHMENTS", "SHOWN");
        assertThat(shown.path("files").toString())
                .isEqualTo(
                        "[{\"number\":0,\"name\":\"Beweis für Sam.html\",\"type\":\"text/html\",\"bytes\":8,\"kept\":true},"
                                + "{\"number\":1,\"name\":\"film.mp4\",\"type\":\"video/mp4\",\"bytes\":9000000,\"kept\":false}]");

        String place = "/" + id + "/messages/" + message;
        assertThat(ok(desk.get(desk.ada, place)).json().path("text").asText())
                .hasSizeGreaterThan(5_000)
                .endsWith("and write to s•••@e•••.org");
        Answer file = ok(desk.get(desk.ada, place + "/files/0"));
        assertThat(file.response().body()).isEqualTo("<script>");
        assertThat(file.response().headers().map().get("content-type")).containsExactly("application/octet-stream");
        assertThat(file.response().headers().map().get("content-disposition"))
                .containsExactly("attachment; filename*=UTF-8''Beweis%20f%C3%BCr%20Sam.html");
        assertThat(desk.get(desk.ada, place + "/files/1").status()).isEqualTo(404);
        UUID other = desk.mailed("tom@example.org", RequestType.CORRECTION);
        assertThat(desk.get(desk.ada, "/" + other + "/messages/" + message + "/files/0")
                        .status())
                .as("by way of another request")
                .isEqualTo(404);
        assertThat(AuditEntries.about(desk.ominigate.database(), "request:" + id))
                .contains(
                        "staff:" + desk.ada.id() + " request.read DONE request:" + id,
                        "staff:" + desk.ada.id() + " request.take-file DONE request:" + id);
    }

    private static Answer merge(UUID from, UUID into) throws Exception {
        return desk.step(
                desk.ada,
                from,
                "merge",
                "{\"into\":\"" + into + "\",\"intoVersion\":" + desk.file(into).version()
                        + ",\"reason\":\"The same.\"}");
    }

    @Test
    void aDuplicateThatNobodyConfirmedNeverDelaysOrEndsTheOther() throws Exception {
        Person jane = desk.person();
        UUID hers = desk.proposed(jane, RequestType.RESTRICTION);
        RequestFile before = desk.file(hers);

        UUID false_ = desk.mailed(jane.email(), RequestType.RESTRICTION);
        ok(desk.step(
                desk.ada, false_, "triage", "{\"account\":\"" + jane.account() + "\",\"reason\":\"So it says.\"}"));
        ok(desk.ada.send(
                "POST",
                PrivacyDesk.REQUESTS + "/" + false_ + "/links",
                "{\"other\":\"" + hers + "\",\"reason\":\"Looks the same.\"}"));
        ok(desk.step(desk.ada, false_, "withdraw", reason()));

        assertThat(desk.file(hers)).isEqualTo(before);
        assertThat(texts(desk.details(hers).path("links"), "request")).contains(false_.toString());
        ok(desk.decide(desk.bob, hers, "approve"));
        Await.until("the request to be completed", () -> desk.state(hers).equals("COMPLETED"));
    }

    @Test
    void theQueueBeginsWithWhatMustBeAnsweredFirstAndGoesOnWhereItWas() throws Exception {
        Person jane = desk.person();
        for (int days : List.of(3, 20, 9)) {
            UUID id =
                    desk.mailed(jane.email(), RequestType.OBJECTION, desk.now().minus(Duration.ofDays(days)));
            ok(desk.step(desk.ada, id, "triage", "{\"account\":\"" + jane.account() + "\",\"reason\":\"Hers.\"}"));
        }

        List<String> received = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok(desk.get(desk.ada, "?limit=1&account=" + jane.account() + cursor))
                    .json();
            received.addAll(texts(page.path("items"), "receivedAt"));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());

        assertThat(received).hasSize(3).isSorted();
    }

    @Test
    void everyOrderAndFilterIsOfTheServer() throws Exception {
        Person jane = desk.person();
        UUID id = desk.verified(jane, RequestType.PORTABILITY);
        for (String sort : List.of("answerBy", "-receivedAt", "number", "-state")) {
            Answer answer = ok(desk.get(
                    desk.ada,
                    "?type=PORTABILITY&state=VERIFIED&regime=EU&channel=MAIL&assignee=MINE&untyped=false&failing=false"
                            + "&awaiting=false&account=" + jane.account() + "&sort=" + sort));
            assertThat(texts(answer.json().path("items"), "id")).containsExactly(id.toString());
        }
        assertThat(desk.get(desk.bob, "?assignee=MINE&account=" + jane.account())
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(desk.get(desk.ada, "?due=OVERDUE&account=" + jane.account())
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(desk.get(desk.ada, "?ended=true&account=" + jane.account())
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(desk.get(desk.ada, "?state=ASLEEP").status()).isEqualTo(400);
        String number = ok(desk.get(desk.ada, "?account=" + jane.account()))
                .json()
                .at("/items/0/reference")
                .asText();
        assertThat(texts(ok(desk.get(desk.ada, "?reference=" + number)).json().path("items"), "id"))
                .containsExactly(id.toString());
        assertThat(ok(desk.get(desk.ada, "?reference=PR-999999")).json().path("items"))
                .isEmpty();
    }

    @Test
    void theQueueIsAFileForSpreadsheetsWithoutPersonalDataAndThatItWasMadeIsWrittenDown() throws Exception {
        Person jane = desk.person();
        UUID id = desk.verified(jane, RequestType.PORTABILITY);
        String reference = desk.details(id).at("/summary/reference").asText();
        Answer file = ok(desk.bob.send(
                "POST", "/admin/v1/privacy/requests/export?type=PORTABILITY&account=" + jane.account(), ""));
        assertThat(file.response().headers().firstValue("content-type").orElse(""))
                .startsWith("text/csv");
        assertThat(file.response().body().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith(reference + ",PORTABILITY,VERIFIED,MAIL,L1,EU,");
        assertThat(file.response().body())
                .doesNotContain(jane.account().toString())
                .doesNotContain("@");
        assertThat(AuditEntries.by(desk.ominigate.database(), "staff:" + desk.bob.id()))
                .anyMatch(entry -> entry.contains("request.export DONE"));
    }

    @Test
    void aViewOfTheQueueIsSavedWithHowMuchIsInIt() throws Exception {
        desk.mailed("unread@example.com", null, desk.now());
        Answer saved = ok(desk.bob.send("POST", "/admin/v1/privacy/filters", """
                {"name":"To be read by me","shared":true,"filter":{"untyped":true}}"""));
        assertThat(saved.json().path("count").asLong()).isPositive();

        JsonNode filters =
                ok(desk.ada.send("GET", "/admin/v1/privacy/filters", "")).json().path("items");

        assertThat(texts(filters, "name")).contains("Mine", "Overdue", "Awaiting approval", "To be read by me");
        assertThat(desk.bob
                        .send("POST", "/admin/v1/privacy/filters", """
                        {"name":"To be read by me","shared":true,"filter":{}}""")
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("name_taken");
    }

    @Test
    void whatComesInAndWhatEndsIsCountedByDay() throws Exception {
        JsonNode before = today();
        UUID id = desk.started(desk.person(), RequestType.ACCESS);
        ok(desk.step(desk.ada, id, "withdraw", reason()));

        JsonNode after = today();

        assertThat(after.path("received").asLong() - before.path("received").asLong())
                .isEqualTo(1);
        assertThat(after.path("ended").asLong() - before.path("ended").asLong()).isEqualTo(1);
    }

    private static JsonNode today() throws Exception {
        JsonNode days = ok(desk.ada.send("GET", "/admin/v1/privacy/overview", ""))
                .json()
                .path("days");
        assertThat(days).hasSize(30);
        return days.get(29);
    }

    @Test
    void theConversationShowsWhatWasWrittenToAndFroWithAddressesMasked() throws Exception {
        Person jane = desk.person();
        UUID id = desk.verified(jane, RequestType.ACCESS);
        desk.execute(
                "INSERT INTO privacy.message (id, thread, known_as, sender, sender_check, of_another, writer, subject,"
                        + " text, cut, received_at) VALUES ('" + UUID.randomUUID() + "', '"
                        + desk.file(id).thread() + "', '"
                        + UUID.randomUUID() + "', '" + jane.email() + "', 'PASSED', false, 'PERSON', 'My data', 'I am "
                        + jane.email() + " from 203.0.113.7, please.', '{}', now())");

        Answer preview = ok(desk.ada.send(
                "POST", PrivacyDesk.REQUESTS + "/" + id + "/letters/preview", "{\"text\":\"Dear Jane,\\n\\nsoon.\"}"));
        assertThat(preview.json().path("text").asText()).contains("Dear Jane,\n\nsoon.");
        assertThat(preview.json().path("to").asText()).startsWith("j•••@");
        assertThat(desk.letters(id)).doesNotContain("REQUEST_MESSAGE");
        ok(desk.ada.send("POST", PrivacyDesk.REQUESTS + "/" + id + "/letters", "{\"text\":\"Dear Jane,\\n\\nsoon.\"}"));

        JsonNode conversation = desk.details(id).path("conversation");
        assertThat(texts(conversation, "text"))
                .anySatisfy(text -> assertThat(text).isEqualTo("I am j•••@e•••.com from •••, please."))
                .anySatisfy(text -> assertThat(text).contains("soon."));
        assertThat(desk.rows(
                        "SELECT recipient FROM mail.letter WHERE template = 'REQUEST_MESSAGE' AND about = ?",
                        "account:" + jane.account()))
                .containsExactly(jane.email());
    }

    @Test
    void whatSomebodyWroteIsTakenBackByThemBeforeItGoes() throws Exception {
        UUID id = desk.started(desk.person(), RequestType.ACCESS);
        String letters = PrivacyDesk.REQUESTS + "/" + id + "/letters";
        ok(desk.ada.send("POST", letters, "{\"text\":\"Dear Jane, that was rash.\"}"));
        JsonNode conversation = desk.details(id).path("conversation");
        JsonNode written = conversation.get(conversation.size() - 1);
        assertThat(Instant.parse(written.path("goesAt").asText())).isAfter(desk.clock.instant());
        String letter = letters + "/" + written.path("id").asText();
        assertThat(desk.bob.send("DELETE", letter, "").status())
                .as("it is not theirs")
                .isEqualTo(409);

        ok(desk.ada.send("DELETE", letter, ""));

        assertThat(desk.letters(id)).doesNotContain("REQUEST_MESSAGE");
        assertThat(texts(desk.details(id).path("conversation"), "text"))
                .noneSatisfy(text -> assertThat(text).contains("that was rash"));
        assertThat(desk.rows(
                        "SELECT template FROM mail.letter WHERE template = 'REQUEST_MESSAGE' AND about = ?",
                        "account:" + desk.details(id).at("/summary/account").asText()))
                .isEmpty();
        assertThat(desk.ada.send("DELETE", letter, "").json().path("code").asText())
                .isEqualTo("letter_gone");
        assertThat(AuditEntries.about(desk.ominigate.database(), "request:" + id))
                .contains("staff:" + desk.ada.id() + " request.take-letter-back DONE request:" + id);
    }

    @Test
    void whoeverWorksOnARequestSeesItsAccountInClearAndNobodyElseBecauseOfIt() throws Exception {
        Person jane = desk.person();
        UUID id = desk.verified(jane, RequestType.ACCESS);
        RequestAccess access = desk.bean(RequestAccess.class);

        try (var connection = desk.ominigate.database().dataSource().getConnection()) {
            UUID ada = UUID.fromString(desk.ada.id());
            UUID bob = UUID.fromString(desk.bob.id());
            assertThat(access.covers(connection, id.toString(), ada, "account:" + jane.account()))
                    .isTrue();
            assertThat(access.covers(connection, id.toString(), bob, "account:" + jane.account()))
                    .isFalse();
            assertThat(access.covers(connection, id.toString(), ada, "account:" + UUID.randomUUID()))
                    .isFalse();
            assertThat(access.covers(connection, "nonsense", ada, "account:" + jane.account()))
                    .isFalse();
        }
        ok(desk.step(desk.ada, id, "withdraw", reason()));
        try (var connection = desk.ominigate.database().dataSource().getConnection()) {
            assertThat(access.covers(
                            connection, id.toString(), UUID.fromString(desk.ada.id()), "account:" + jane.account()))
                    .as("it is over")
                    .isFalse();
        }
    }

    @Test
    void anAuditorSeesRequestsAndChangesNoneAndTrustAndSafetySeesNone() throws Exception {
        UUID id = desk.mailed(desk.person().email(), RequestType.ACCESS);
        Colleague auditor = Colleague.signedIn(desk.ominigate, Role.AUDITOR);
        Colleague safety = Colleague.signedIn(desk.ominigate, Role.TRUST_SAFETY);

        assertThat(desk.get(auditor, "/" + id).status()).isEqualTo(200);
        assertThat(desk.step(auditor, id, "withdraw", reason()).status()).isEqualTo(403);
        assertThat(desk.get(safety, "/" + id).status()).isEqualTo(403);
    }

    @Test
    void aCommandThatIsSentTwiceIsDoneOnce() throws Exception {
        UUID id = desk.mailed(desk.person().email(), RequestType.ACCESS);
        String path = PrivacyDesk.REQUESTS + "/" + id + "/notes";
        for (int i = 0; i < 2; i++) {
            ok(desk.ominigate.send(
                    "POST",
                    path,
                    "{\"words\":\"Called twice.\"}",
                    Map.of("Authorization", "Bearer " + desk.ada.token(), "Idempotency-Key", "note-" + id)));
        }
        assertThat(desk.rows("SELECT words FROM privacy.request_event WHERE kind = 'NOTED' AND request = ?", id))
                .containsExactly("Called twice.");
    }

    @Test
    void whatIsKeptForALegalMatterIsSetAndLiftedByTwoAndNothingOfItIsDeletedMeanwhile() throws Exception {
        Person jane = desk.person();
        UUID id = desk.started(jane, RequestType.DELETION);
        Colleague finance = Colleague.signedIn(desk.ominigate, Role.FINANCE);
        Colleague officer = Colleague.signedIn(desk.ominigate, Role.PRIVACY_OFFICER);
        Colleague another = Colleague.signedIn(desk.ominigate, Role.PRIVACY_OFFICER);
        String holds = "/admin/v1/privacy/legal-holds";

        Answer asked = ok(finance.send(
                "POST",
                holds,
                "{\"account\":\"" + jane.account()
                        + "\",\"matter\":\"Case 7 O 12/26\",\"reason\":\"The court asks.\"}"));
        assertThat(desk.details(id).path("summary").path("held").asBoolean()).isFalse();
        ok(desk.agree(officer, asked.json().path("id").asText(), "approve"));

        JsonNode details = desk.details(id);
        assertThat(details.path("summary").path("held").asBoolean()).isTrue();
        assertThat(texts(details.path("timeline"), "kind").getFirst()).isEqualTo("HELD");
        try (var connection = desk.ominigate.database().dataSource().getConnection()) {
            assertThat(HoldTable.isHeld(connection, jane.account())).isTrue();
        }

        JsonNode hold = ok(officer.send("GET", holds + "?account=" + jane.account(), ""))
                .json()
                .path("items")
                .get(0);
        assertThat(hold.path("matter").asText()).isEqualTo("Case 7 O 12/26");
        String path = holds + "/" + hold.path("id").asText() + "/lift";
        assertThat(finance.send("POST", path, reason()).status()).isEqualTo(403);
        Answer lift = ok(desk.ominigate.send(
                "POST", path, reason(), Map.of("Authorization", "Bearer " + officer.token(), "If-Match", "\"1\"")));
        assertThat(desk.agree(officer, lift.json().path("id").asText(), "approve")
                        .status())
                .as("their own")
                .isEqualTo(403);
        ok(desk.agree(another, lift.json().path("id").asText(), "approve"));
        assertThat(desk.details(id).path("summary").path("held").asBoolean()).isFalse();
    }

    @Test
    void theDemosRequestsAreOfEveryTypeInEveryState() throws Exception {
        Person contoso = desk.person();
        SampleRequests samples = new SampleRequests(
                desk.bean(Requests.class),
                desk.bean(RequestClock.class),
                desk.bean(RequestSteps.class),
                desk.bean(DoRequest.class),
                desk.bean(Approvals.class),
                desk.ominigate.database().dataSource());
        Actor.Member ada = new Actor.Member(UUID.fromString(desk.ada.id()), UUID.randomUUID(), Set.of(Role.SUPPORT));
        for (int i = 0; i < 2; i++) {
            samples.make(contoso.account(), ada, UUID.fromString(desk.bob.id()));
        }

        assertThat(desk.rows(
                        "SELECT DISTINCT state || ' ' || type FROM privacy.request WHERE account = ?",
                        contoso.account()))
                .hasSize(RequestState.values().length * RequestType.values().length);
        assertThat(ok(desk.get(desk.ada, "?state=COMPLETED&account=" + contoso.account()))
                        .json()
                        .path("items"))
                .as("asked for by a state in which only requests are that are over")
                .isNotEmpty();
        for (String path : List.of("", "&ended=true")) {
            JsonNode page = ok(desk.get(desk.ada, "?limit=200&account=" + contoso.account() + path))
                    .json();
            assertThat(page.path("items").size()).isGreaterThan(30);
            for (JsonNode item : page.path("items")) {
                ok(desk.get(desk.ada, "/" + item.path("id").asText()));
            }
        }
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }
}
