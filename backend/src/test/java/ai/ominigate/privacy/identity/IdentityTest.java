package ai.ominigate.privacy.identity;

import static ai.ominigate.privacy.request.PrivacyDesk.ok;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.PrivacyDesk;
import ai.ominigate.privacy.request.PrivacyDesk.Person;
import ai.ominigate.privacy.request.Requests;
import ai.ominigate.staff.rights.Actor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who asks shows who they are by what reaches the registered address, and by nothing else. */
class IdentityTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

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
    void aLinkGoesToTheRegisteredAddressWhoeverWroteAndConfirmsByAButton() throws Exception {
        Person jane = desk.person();
        UUID id = asked(jane, "somebody-else@example.org", "LINK");

        assertThat(recipients(jane)).containsExactly(jane.email());
        String path = link(jane, "REQUEST_IDENTITY_LINK");
        Answer page = desk.ominigate.send("GET", path, "", Map.of());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response()
                        .headers()
                        .firstValue("content-security-policy")
                        .orElseThrow())
                .startsWith("default-src 'self'");
        assertThat(page.response().headers().firstValue("set-cookie")).isEmpty();
        assertThat(desk.identity(id))
                .as("a program that follows links confirms nothing")
                .isEqualTo("L0");
        assertThat(press(path).status()).isEqualTo(200);

        assertThat(desk.identity(id)).isEqualTo("L1");
        assertThat(desk.state(id)).isEqualTo("VERIFIED");
        assertThat(press(path).status()).as("it holds once").isEqualTo(403);
    }

    @Test
    void whoCannotSignInIsShownWhatWillOpenTheirDataOnThePageThatConfirmsAndTheStaffIsNot() throws Exception {
        Person jane = desk.person();
        UUID byCode = asked(jane, jane.email(), "CODE");
        String typed = submit(desk.reference(byCode), codes(jane).getFirst()).body();
        UUID readOut = asked(jane, jane.email(), "CODE");
        String told = ok(desk.ada.send(
                        "POST",
                        PrivacyDesk.REQUESTS + "/" + readOut + "/identity/check",
                        "{\"code\":\"" + codes(jane).getLast() + "\"}"))
                .toString();

        assertThat(typed).containsPattern("<code id=\"passphrase\">([a-z0-9]{4}-){5}[a-z0-9]{4}</code>");
        assertThat(told).doesNotContainPattern("([a-z0-9]{4}-){5}[a-z0-9]{4}");
        assertThat(desk.rows("SELECT request::text FROM privacy.package_passphrase WHERE request = ?", readOut))
                .isEmpty();
    }

    @Test
    void pagesAreInTheLanguageOfWhoeverReadsThem() throws Exception {
        assertThat(desk.ominigate
                        .send("GET", "/privacy/verify", "", Map.of("Accept-Language", "zh-CN"))
                        .response()
                        .body())
                .contains("验证码");
        assertThat(desk.ominigate
                        .send("GET", "/privacy/verify", "", Map.of())
                        .response()
                        .body())
                .contains("Enter your code");
    }

    @Test
    void aCodeHoldsTenMinutesForItsRequestAndOnce() throws Exception {
        Person jane = desk.person();
        UUID id = asked(jane, jane.email(), "CODE");
        UUID other = asked(jane, jane.email(), "CODE");
        String first = codes(jane).getFirst();
        String second = codes(jane).getLast();
        assertThat(first).hasSizeGreaterThanOrEqualTo(8).isNotEqualTo(second);

        assertThat(type(desk.reference(id), second)).as("another request's").isEqualTo(403);
        desk.passes(Duration.ofMinutes(9));
        assertThat(type(desk.reference(id), first.toLowerCase(Locale.ROOT))).isEqualTo(200);
        assertThat(type(desk.reference(id), first)).as("again").isEqualTo(403);
        desk.passes(Duration.ofMinutes(1));
        assertThat(type(desk.reference(other), second)).as("expired").isEqualTo(403);

        assertThat(desk.identity(id)).isEqualTo("L1");
        assertThat(desk.identity(other)).isEqualTo("L0");
    }

    @Test
    void aCodeThatIsReadOutToTheStaffCountsAsWell() throws Exception {
        Person jane = desk.person();
        UUID id = asked(jane, jane.email(), "CODE");
        String path = PrivacyDesk.REQUESTS + "/" + id + "/identity/check";

        Answer wrong = desk.ada.send(
                "POST", path, "{\"code\":\"" + beginning(codes(jane).getFirst()) + "22222222\"}");
        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.json().path("code").asText()).isEqualTo("code_not_held");
        ok(desk.ada.send("POST", path, "{\"code\":\"" + codes(jane).getFirst() + "\"}"));

        assertThat(desk.identity(id)).isEqualTo("L1");
        assertThat(desk.details(id).path("conversation").toString())
                .as("whoever works on it does not read it")
                .contains("•••")
                .doesNotContain(codes(jane).getFirst());
        assertThat(desk.rows("SELECT attempts_left::text FROM privacy.proof WHERE request = ?", id))
                .as("two attempts were taken")
                .containsExactly("3");
    }

    @Test
    void ofTenThousandGuessesAtOnceFiveAreLookedAtAndThenTheCodeIsBurned() throws Exception {
        Person jane = desk.person();
        UUID id = asked(jane, jane.email(), "CODE");
        Proofs proofs = desk.bean(Proofs.class);
        String reference = desk.reference(id);
        String code = codes(jane).getFirst();

        // More at once wait for a connection, and are turned away after a while as they should be.
        try (var threads = Executors.newFixedThreadPool(20, Thread.ofVirtual().factory())) {
            List<Future<Boolean>> guesses = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                String guess = beginning(code) + (20_000_000 + i);
                Callable<Boolean> attempt = () -> holdsUnlessTurnedAway(proofs, reference, guess);
                guesses.add(threads.submit(attempt));
            }
            for (Future<Boolean> guess : guesses) {
                assertThat(guess.get()).isFalse();
            }
        }

        assertThat(proofs.check(reference, code).held())
                .as("the right one comes too late")
                .isFalse();
        assertThat(desk.identity(id)).isEqualTo("L0");
        assertThat(desk.rows(
                        "SELECT attempts_left || ' ' || (burned_at IS NOT NULL) FROM privacy.proof WHERE request = ?",
                        id))
                .containsExactly("0 true");
        assertThat(desk.rows("SELECT kind FROM privacy.request_event WHERE request = ? AND kind = 'IDENTITY_LOST'", id))
                .hasSize(1);
    }

    /** Whoever waits too long for a connection is not heard. */
    private static boolean holdsUnlessTurnedAway(Proofs proofs, String reference, String guess) throws SQLException {
        try {
            return proofs.check(reference, guess).held();
        } catch (SQLTransientConnectionException e) {
            return false;
        }
    }

    @Test
    void whoeverKnowsOnlyTheNumberOfARequestBurnsNothing() throws Exception {
        Person jane = desk.person();
        UUID id = asked(jane, jane.email(), "CODE");
        Proofs proofs = desk.bean(Proofs.class);
        String reference = desk.reference(id);
        String code = codes(jane).getFirst();
        String other = code.startsWith("2222") ? "3333" : "2222";

        for (int i = 0; i < 20; i++) {
            assertThat(proofs.check(reference, other + (20_000_000 + i)).held()).isFalse();
        }
        assertThat(proofs.check(reference, "").held()).isFalse();

        assertThat(proofs.check(reference, code).held()).isTrue();
        assertThat(desk.rows("SELECT attempts_left::text FROM privacy.proof WHERE request = ?", id))
                .containsExactly(Integer.toString(Proofs.ATTEMPTS - 1));
    }

    /** By which a code is found; the first of its groups. */
    private static String beginning(String code) {
        return code.substring(0, code.indexOf('-'));
    }

    @Test
    void theRightCodeManyTimesAtOnceHoldsOnce() throws Exception {
        Person jane = desk.person();
        UUID id = asked(jane, jane.email(), "CODE");
        Proofs proofs = desk.bean(Proofs.class);
        String reference = desk.reference(id);
        String code = codes(jane).getFirst();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> attempts = Collections.nCopies(
                    50, (Callable<Boolean>) () -> proofs.check(reference, code).held());
            long held = 0;
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                held += attempt.get() ? 1 : 0;
            }
            assertThat(held).isEqualTo(1);
        }
        assertThat(desk.rows("SELECT kind FROM privacy.request_event WHERE request = ? AND kind = 'IDENTIFIED'", id))
                .hasSize(1);
    }

    @Test
    void whateverDoesNotHoldIsAnsweredTheSameAndNoSoonerWhetherThereIsARequestOrNot() throws Exception {
        Person jane = desk.person();
        UUID known = asked(jane, jane.email(), "CODE");
        String reference = desk.reference(known);
        List<String> pages = new ArrayList<>();
        List<Long> millis = new ArrayList<>();

        for (String each : List.of(
                reference, "PR-999999", "nonsense", desk.reference(desk.mailed(jane.email(), RequestType.ACCESS)))) {
            long start = System.nanoTime();
            HttpResponse<String> answer = submit(each, "222222222");
            millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
            pages.add(answer.statusCode() + answer.body());
        }
        for (String path : List.of("/privacy/verify/x", "/privacy/call-off/x", "/privacy/reopen/x")) {
            Answer answer = press(path);
            pages.add(answer.status() + answer.response().body());
        }

        assertThat(pages.stream().distinct()).hasSize(1);
        assertThat(millis).allSatisfy(took -> assertThat(took).isGreaterThanOrEqualTo(PageController.PACE.toMillis()));
    }

    @Test
    void toOneAccountFiveGoInADayHoweverManyAskAtOnce() throws Exception {
        Person jane = desk.person();
        Proofs proofs = desk.bean(Proofs.class);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            UUID id = desk.mailed(jane.email(), RequestType.ACCESS);
            desk.execute("UPDATE privacy.request SET account = '" + jane.account() + "' WHERE id = '" + id + "'");
            ids.add(id);
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> wishes = ids.stream()
                    .map(id -> (Callable<Void>) () ->
                            Transaction.run(desk.ominigate.database().dataSource(), transaction -> {
                                proofs.ask(transaction, id, true, new Actor.Automatic(), null);
                                return null;
                            }))
                    .toList();
            threads.invokeAll(wishes);
        }

        assertThat(codes(jane)).hasSize(Proofs.MOST_A_DAY);
        desk.passes(Duration.ofHours(24).plusMinutes(1));
        Answer later = desk.step(
                desk.ada,
                ids.stream()
                        .filter(id -> state(id).equals("ACKNOWLEDGED"))
                        .findAny()
                        .orElseThrow(),
                "identity/ask",
                "{\"means\":\"CODE\"}");
        assertThat(later.status()).isEqualTo(200);
    }

    private static String state(UUID id) {
        try {
            return desk.state(id);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNetworkThatGuessesMuchWaits() {
        Guesses guesses = new Guesses(desk.clock);
        byte[] one = {(byte) 203, 0, 113, 9};
        assertThat(IntStream.range(0, Guesses.MOST).allMatch(i -> guesses.mayTry(one)))
                .isTrue();
        assertThat(guesses.mayTry(one)).isFalse();
        assertThat(guesses.mayTry(new byte[] {(byte) 203, 0, 113, 10})).isTrue();
    }

    @Test
    void whatWasSentForOneAccountShowsNothingForAnother() throws Exception {
        Person jane = desk.person();
        Person joan = desk.person();
        UUID id = asked(jane, jane.email(), "LINK");
        ok(desk.step(desk.ada, id, "triage", "{\"account\":\"" + joan.account() + "\",\"reason\":\"It is hers.\"}"));

        assertThat(press(link(jane, "REQUEST_IDENTITY_LINK")).status()).isEqualTo(403);

        assertThat(desk.identity(id)).isEqualTo("L0");
    }

    @Test
    void whoeverDoesNotAnswerIsRemindedTwiceAndThenRefusedUntilTheyOpenItAgain() throws Exception {
        Person jane = desk.person();
        UUID id = asked(jane, jane.email(), "LINK");
        IdentityUpkeep upkeep = desk.bean(IdentityUpkeep.class);
        for (int day = 1; day <= 24; day++) {
            desk.clock.advance(Duration.ofDays(1));
            upkeep.lookAfter();
            upkeep.lookAfter();
        }
        assertThat(desk.letters(id))
                .containsExactly("REQUEST_IDENTITY_LINK", "REQUEST_IDENTITY_REMINDER", "REQUEST_IDENTITY_REMINDER");
        assertThat(desk.state(id)).isEqualTo("IDENTITY_PENDING");
        desk.passes(Duration.ofDays(1).plusMinutes(1));
        upkeep.lookAfter();

        assertThat(desk.state(id)).isEqualTo("REFUSED");
        assertThat(desk.letters(id)).endsWith("REQUEST_UNVERIFIED");
        assertThat(press(link(jane, "REQUEST_UNVERIFIED")).status()).isEqualTo(200);
        assertThat(desk.state(id)).isEqualTo("IDENTITY_PENDING");
        assertThat(press(link(jane, "REQUEST_IDENTITY_LINK")).status()).isEqualTo(200);
        assertThat(desk.state(id)).isEqualTo("VERIFIED");
    }

    /** From the first decision to the last letter, with a mail of theirs in between. */
    @Test
    void aStrangerGetsTheSameLettersAtTheSameTimesWhetherThereIsAnAccountOrNot() throws Exception {
        Person jane = desk.person();
        UUID known = desk.mailed("stranger-one@example.org", RequestType.ACCESS);
        UUID unknown = desk.mailed("stranger-two@example.org", RequestType.ACCESS);
        ok(desk.step(
                desk.ada, known, "triage", "{\"account\":\"" + jane.account() + "\",\"reason\":\"So they say.\"}"));
        ok(desk.step(desk.ada, known, "identity/ask", "{\"means\":\"LINK\"}"));
        ok(desk.step(desk.ada, unknown, "no-match", PrivacyDesk.reason()));
        IdentityUpkeep upkeep = desk.bean(IdentityUpkeep.class);
        List<String> told = new ArrayList<>();
        for (int day = 0; day <= 40; day++) {
            if (day == 7) {
                assertThat(writesAgain(known)).isEqualTo(writesAgain(unknown));
                assertThat(desk.state(unknown)).as("somebody looks again").isEqualTo("IDENTITY_PENDING");
            }
            if (day == 9) {
                desk.passes(Duration.ZERO);
                ok(desk.step(desk.ada, unknown, "no-match", PrivacyDesk.reason()));
            }
            upkeep.lookAfter();
            upkeep.lookAfter();
            assertThat(toldTo("stranger-one@example.org", known))
                    .as("day " + day)
                    .isEqualTo(toldTo("stranger-two@example.org", unknown));
            told.add(Integer.toString(toldTo("stranger-one@example.org", known).size()));
            desk.clock.advance(Duration.ofDays(1));
        }

        assertThat(told.getFirst()).as("what happens now, at once").isEqualTo("1");
        assertThat(told.getLast()).as("that it has ended, once").isEqualTo("2");
        assertThat(desk.state(known)).isEqualTo("REFUSED");
        assertThat(desk.state(unknown)).isEqualTo("NO_MATCH");
        assertThat(writesAgain(known)).isEqualTo(writesAgain(unknown)).isEqualTo("asks something new");
        desk.passes(Duration.ZERO);
    }

    /** What a mail of theirs in the thread is taken for. */
    private static String writesAgain(UUID id) throws Exception {
        Requests requests = desk.bean(Requests.class);
        UUID thread = UUID.fromString(desk.rows("SELECT thread::text FROM privacy.request WHERE id = ?", id)
                .getFirst());
        return Transaction.run(desk.ominigate.database().dataSource(), transaction -> {
            requests.heard(transaction, thread, UUID.randomUUID(), false);
            return requests.isOpen(transaction, thread) && requests.isAsked(transaction, thread, RequestType.ACCESS)
                    ? "is part of what they asked"
                    : "asks something new";
        });
    }

    /** The letters to this address, but for the number of the request. */
    private static List<String> toldTo(String stranger, UUID id) throws Exception {
        String reference = desk.reference(id);
        return desk
                .rows(
                        "SELECT o.template || l.subject || l.text FROM privacy.request_letter l JOIN mail.letter o"
                                + " ON o.id = l.letter WHERE o.recipient = ? ORDER BY l.at",
                        stranger)
                .stream()
                .map(letter -> letter.replace(reference, "PR"))
                .toList();
    }

    /** A request about this person's account, of which they were asked whether it is theirs. */
    private static UUID asked(Person person, String sender, String means) throws Exception {
        UUID id = desk.mailed(sender, RequestType.ACCESS);
        ok(desk.step(desk.ada, id, "triage", "{\"account\":\"" + person.account() + "\",\"reason\":\"They say so.\"}"));
        ok(desk.step(desk.ada, id, "identity/ask", "{\"means\":\"" + means + "\"}"));
        assertThat(desk.state(id)).isEqualTo("IDENTITY_PENDING");
        return id;
    }

    private static List<String> recipients(Person person) throws Exception {
        return desk.rows("SELECT recipient FROM mail.letter WHERE about = ?", "account:" + person.account());
    }

    private static List<String> codes(Person person) throws Exception {
        return desk.rows(
                "SELECT \"values\"->>'code' FROM mail.letter WHERE about = ? AND template = 'REQUEST_IDENTITY_CODE'"
                        + " ORDER BY created_at, id",
                "account:" + person.account());
    }

    /** Where the last such letter leads. */
    private static String link(Person person, String template) throws Exception {
        return URI.create(desk.rows(
                                "SELECT \"values\"->>'link' FROM mail.letter WHERE about = ? AND template = ?"
                                        + " ORDER BY created_at, id",
                                "account:" + person.account(),
                                template)
                        .getLast())
                .getPath();
    }

    private static Answer press(String path) throws Exception {
        return desk.ominigate.send("POST", path, "", Map.of());
    }

    private static int type(String reference, String code) throws Exception {
        return submit(reference, code).statusCode();
    }

    private static HttpResponse<String> submit(String reference, String code) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(desk.ominigate.application().baseUrl().resolve("/privacy/verify"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("reference=" + reference + "&code=" + code))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
