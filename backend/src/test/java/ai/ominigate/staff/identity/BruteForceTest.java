package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What guessing gets: nothing, and ever more slowly. Each test comes from an address of its own. */
class BruteForceTest {
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.trusted-proxies", "127.0.0.0/8");
        ominigate = RunningOminiGate.with(settings);
        // However slow the machine is, what is at once is at once.
        ominigate.application().context().getBean(TestClock.class).stop();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void aWrongPasswordAWrongCodeAndNobodysAddressGetTheSameAnswer() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        Answer password = signIn(support.email(), "wrong", support.code(), "192.0.2.1");
        later(Duration.ofSeconds(10));
        Answer code = signIn(support.email(), support.password(), "000000", "192.0.2.1");
        Answer nobody = signIn("nobody@ominigate.example", "wrong", "000000", "192.0.2.1");

        assertThat(password.status()).isEqualTo(401);
        assertThat(password.json().path("code").asText()).isEqualTo("sign_in_failed");
        assertThat(code.json()).isEqualTo(password.json());
        assertThat(nobody.json()).isEqualTo(password.json());
        assertThat(nobody.status()).isEqualTo(401);
    }

    @Test
    void whatWasWrongDoesNotShowInTheTimeThatARefusalTakes() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        List<Refusal> refusals = List.of(
                () -> signIn(support.email(), "wrong", support.code(), "192.0.2.2"),
                () -> signIn(support.email(), support.password(), "000000", "192.0.2.2"),
                () -> signIn("nobody.at.all@ominigate.example", "wrong", "000000", "192.0.2.2"));

        for (Refusal refusal : refusals) {
            long start = System.nanoTime();
            assertThat(refusal.answer().status()).isEqualTo(401);
            // More than any of them takes to look at, so that none is told by being the quick one.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
            later(Duration.ofMinutes(1));
        }
    }

    private interface Refusal {
        Answer answer() throws IOException, InterruptedException;
    }

    @Test
    void failuresCostASecondThenTwiceAsLongAndTenOfThemAQuarterOfAnHour() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        List<String> waits = new ArrayList<>();
        for (int failure = 1; failure <= 10; failure++) {
            assertThat(signIn(support.email(), "wrong", "000000", "192.0.2." + (10 + failure))
                            .status())
                    .isEqualTo(401);
            Answer barred = signIn(support.email(), support.password(), support.code(), "192.0.2.10");
            assertThat(barred.status()).isEqualTo(429);
            assertThat(barred.json().path("code").asText()).isEqualTo("too_many_tries");
            String wait = barred.response().headers().firstValue("retry-after").orElseThrow();
            waits.add(wait);
            later(Duration.ofSeconds(Long.parseLong(wait)));
        }
        assertThat(waits).containsExactly("1", "2", "4", "8", "16", "32", "64", "64", "64", "900");

        assertThat(signIn(support.email(), support.password(), support.code(), "192.0.2.10")
                        .status())
                .isEqualTo(200);
        assertThat(signIn(support.email(), "wrong", "000000", "192.0.2.10").status())
                .isEqualTo(401);
        assertThat(signIn(support.email(), "wrong", "000000", "192.0.2.10")
                        .response()
                        .headers()
                        .firstValue("retry-after"))
                .as("a success forgets the failures before it")
                .contains("1");
    }

    @Test
    void anAddressThatNobodyHasIsBarredLikeOneThatSomebodyHas() throws Exception {
        signIn("somebody.else@ominigate.example", "wrong", "000000", "192.0.2.30");

        Answer barred = signIn("Somebody.Else@OminiGate.example ", "wrong", "000000", "192.0.2.31");

        assertThat(barred.status()).isEqualTo(429);
        assertThat(barred.response().headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void aNetworkThatGuessesAtManyAccountsIsBarred() throws Exception {
        for (int i = 0; i <= Door.SIGN_IN.free(); i++) {
            assertThat(signIn("guess-" + i + "@ominigate.example", "wrong", "000000", "2001:db8:1:2::" + i)
                            .status())
                    .isEqualTo(401);
        }

        assertThat(signIn("other@ominigate.example", "wrong", "000000", "2001:db8:1:2:ffff::1")
                        .status())
                .as("the same /64")
                .isEqualTo(429);
        assertThat(signIn("other@ominigate.example", "wrong", "000000", "2001:db8:1:3::1")
                        .status())
                .as("another /64")
                .isEqualTo(401);
    }

    @Test
    void guessesAtManyAccountsAtOnceAreBarredToo() throws Exception {
        NetworkTries networks = ominigate.application().context().getBean(NetworkTries.class);
        for (int i = 0; i < Door.SIGN_IN.free(); i++) {
            networks.failed(Door.SIGN_IN, InetAddress.ofLiteral("203.0.113.77").getAddress());
        }

        List<Integer> statuses =
                atOnce(9, i -> signIn("at-once-" + i + "@ominigate.example", "wrong", "000000", "203.0.113.77"));

        assertThat(statuses.stream().filter(status -> status == 401))
                .as("the one that bars, and those whose turn it was with it")
                .hasSizeLessThanOrEqualTo(4);
        assertThat(statuses).allMatch(status -> status == 401 || status == 429 || status == 503);
    }

    @Test
    void aHundredTriesAtOnceAreOneTry() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);

        List<Integer> statuses = atOnce(100, i -> signIn(support.email(), "wrong", "000000", "198.51.100." + i));

        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(1);
        assertThat(statuses).allMatch(status -> status == 401 || status == 429 || status == 503);
    }

    @Test
    void aCodeIsGoodForOneSignInEvenIfTwoComeAtOnce() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        String code = support.code();

        List<Integer> statuses =
                atOnce(2, i -> signIn(support.email(), support.password(), code, "198.51.100." + (150 + i)));
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);

        later(Duration.ofSeconds(5));
        Answer replayed = signIn(support.email(), support.password(), code, "198.51.100.152");
        assertThat(replayed.status()).isEqualTo(401);
    }

    @Test
    void anOlderCodeIsRefusedOnceANewerOneWasUsed() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        String older = support.code();
        String newer = support.code();
        assertThat(signIn(support.email(), support.password(), newer, "198.51.100.160")
                        .status())
                .isEqualTo(200);

        assertThat(signIn(support.email(), support.password(), older, "198.51.100.160")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aWrongPasswordDoesNotUseUpTheCode() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        String code = support.code();
        signIn(support.email(), "wrong", code, "198.51.100.161");
        later(Duration.ofSeconds(1));

        assertThat(signIn(support.email(), support.password(), code, "198.51.100.161")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void guessingAtTheStepUpIsSlowedDownToo() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);

        assertThat(support.send("POST", "/admin/v1/session/step-up", "{\"totp\":\"000000\"}")
                        .status())
                .isEqualTo(400);
        Answer barred = support.send("POST", "/admin/v1/session/step-up", "{\"totp\":\"" + support.code() + "\"}");

        assertThat(barred.status()).isEqualTo(429);
        assertThat(support.send("GET", "/admin/v1/me", "")
                        .json()
                        .path("session")
                        .has("steppedUpUntil"))
                .isFalse();
        String refused = "staff:" + support.id() + " session.step-up REFUSED staff:" + support.id();
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + support.id()))
                .as("the wrong code, and that there were too many")
                .endsWith(refused, refused);
    }

    @Test
    void fiveWrongCodesAtTheStepUpEndTheSessionAndNoOther() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        String guessed = support.token();
        later(Duration.ofMinutes(1));
        support.signIn();
        List<String> codes = new ArrayList<>();
        for (int wrong = 1; wrong <= 5; wrong++) {
            Answer answer = stepUp(guessed, "000000");
            codes.add(answer.status() + " " + answer.json().path("code").asText());
            later(Duration.ofSeconds(20));
        }

        assertThat(codes)
                .containsExactly(
                        "400 code_wrong", "400 code_wrong", "400 code_wrong", "400 code_wrong", "401 session_ended");
        assertThat(stepUp(guessed, support.code()).json().path("code").asText()).isEqualTo("token_invalid");
        assertThat(support.send("GET", "/admin/v1/me", "").status())
                .as("the other session")
                .isEqualTo(200);
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + support.id()))
                .endsWith(
                        "staff:" + support.id() + " session.step-up REFUSED staff:" + support.id(),
                        "ominigate session.close DONE staff:" + support.id());
    }

    private static Answer stepUp(String token, String totp) throws IOException, InterruptedException {
        return ominigate.send(
                "POST",
                "/admin/v1/session/step-up",
                "{\"totp\":\"" + totp + "\"}",
                Map.of("Authorization", "Bearer " + token));
    }

    @Test
    void whatFailedAtAnAddressThatNobodyHasIsInTheAuditLogWithoutTheAddress() throws Exception {
        Answer refused = signIn("no.such.person@ominigate.example", "wrong", "000000", "198.51.100.171");

        assertThat(AuditEntries.of(
                        ominigate.database(),
                        refused.response().headers().firstValue("x-request-id").orElseThrow()))
                .containsExactly("unidentified session.open REFUSED");
        assertThat(AuditEntries.detailsWith(ominigate.database(), "no.such.person"))
                .isEmpty();
    }

    @Test
    void whatFailedIsInTheAuditLogWithWhoseAccountItWasAt() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        signIn(support.email(), "wrong", "000000", "198.51.100.170");

        assertThat(AuditEntries.about(ominigate.database(), "staff:" + support.id()))
                .containsExactly(
                        "staff:" + support.id() + " session.open DONE staff:" + support.id(),
                        "unidentified session.open REFUSED staff:" + support.id());
    }

    @Test
    void whatIsBarredIsInTheAuditLogOnceAMinuteForAnAccountAndForANetwork() throws Exception {
        Colleague support = Colleague.enrolled(ominigate, Role.SUPPORT);
        String subject = subject(support);
        signIn(support.email(), "wrong", "000000", "198.51.100.180");
        for (int i = 0; i < 3; i++) {
            assertThat(signIn(support.email(), "wrong", "000000", "198.51.100.181")
                            .status())
                    .isEqualTo(429);
        }
        assertThat(AuditEntries.about(ominigate.database(), subject))
                .as("one that was wrong, one that was barred")
                .containsExactly(
                        "unidentified session.open REFUSED " + subject, "unidentified session.open REFUSED " + subject);

        for (int i = 0; i <= Door.SIGN_IN.free(); i++) {
            signIn("barred-" + i + "@ominigate.example", "wrong", "000000", "198.51.100.182");
        }
        assertThat(entriesOf(signIn("barred@ominigate.example", "wrong", "000000", "198.51.100.182")))
                .containsExactly("unidentified session.open REFUSED");
        assertThat(entriesOf(signIn("barred@ominigate.example", "wrong", "000000", "198.51.100.182")))
                .isEmpty();
        assertThat(AuditEntries.detailsWith(ominigate.database(), "198.51.100")).isEmpty();
    }

    @Test
    void aNetworkThatGuessesAtTokensOfSessionsWaitsAndWhoIsSignedInThereDoesNot() throws Exception {
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        for (int i = 0; i <= Door.TOKEN.free(); i++) {
            assertThat(ask("st-guess-" + i, "2001:db8:7:1::" + i).status()).isEqualTo(401);
        }

        Answer barred = ask("st-another-guess", "2001:db8:7:1:ffff::1");
        assertThat(barred.status()).isEqualTo(429);
        assertThat(barred.json().path("code").asText()).isEqualTo("too_many_tries");
        assertThat(barred.response().headers().firstValue("retry-after")).contains("1");
        assertThat(entriesOf(barred)).containsExactly("unidentified session.use REFUSED");
        assertThat(entriesOf(ask("st-yet-another", "2001:db8:7:1::2"))).isEmpty();
        assertThat(ask(support.token(), "2001:db8:7:1::3").status())
                .as("whoever was signed in before")
                .isEqualTo(200);
        assertThat(signIn(support.email(), support.password(), support.code(), "2001:db8:7:1::3")
                        .status())
                .as("signing in is another door")
                .isEqualTo(200);
        assertThat(ask("st-guess", "2001:db8:7:2::1").status())
                .as("another network")
                .isEqualTo(401);
        later(Duration.ofSeconds(1));
        assertThat(ask("st-guess", "2001:db8:7:1::4").status()).isEqualTo(401);
        assertThat(ask("st-guess", "2001:db8:7:1::4").response().headers().firstValue("retry-after"))
                .contains("2");
    }

    private static Answer ask(String token, String address) throws IOException, InterruptedException {
        return ominigate.send(
                "GET", "/admin/v1/me", "", Map.of("Authorization", "Bearer " + token, "X-Forwarded-For", address));
    }

    private static String subject(Colleague who) throws Exception {
        StaffMember member =
                ominigate.application().context().getBean(Members.class).named(who.email());
        return Objects.requireNonNull(member).subject();
    }

    private static List<String> entriesOf(Answer answer) throws Exception {
        return AuditEntries.of(
                ominigate.database(),
                answer.response().headers().firstValue("x-request-id").orElseThrow());
    }

    private interface Try {
        Answer number(int i) throws Exception;
    }

    private static List<Integer> atOnce(int tries, Try one) throws Exception {
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            int number = i;
            all.add(() -> one.number(number).status());
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(all)) {
                statuses.add(each.get());
            }
        }
        return statuses;
    }

    private static Answer signIn(String email, String password, String totp, String address)
            throws IOException, InterruptedException {
        String body = "{\"email\":\"%s\",\"password\":\"%s\",\"totp\":\"%s\"}".formatted(email, password, totp);
        return ominigate.send("POST", "/admin/v1/session", body, Map.of("X-Forwarded-For", address));
    }

    private static void later(Duration duration) {
        ominigate.application().context().getBean(TestClock.class).advance(duration);
    }
}
