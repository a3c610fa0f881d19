package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.credential.Base32;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.Totp;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How people come to the staff. Each test comes from an address of its own, and begins with nobody. */
class EntranceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PASSWORD = "correct horse battery staple";

    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private static RunningOminiGate ominigate;

    private String address;

    @BeforeAll
    static void start() throws IOException {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.trusted-proxies", "127.0.0.0/8");
        ominigate = RunningOminiGate.with(settings);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @BeforeEach
    void startAnew() throws Exception {
        // What was answered before is looked through while those are still known whom it may name.
        assertThat(ominigate.leaks()).isEmpty();
        ominigate.forgetAnswers();
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE staff.member, staff.invitation, credential.failed_tries, rest.command, live.event CASCADE");
        }
        address = "198.51.100." + NETWORKS.incrementAndGet();
    }

    @Test
    void theFirstAdministratorComesInByTheTokenThatTheStartPrints() throws Exception {
        String token = Objects.requireNonNull(bean(Setup.class).atStart()).token();

        Answer enrolment = setUp(token, "Grace@OminiGate.example");
        assertThat(enrolment.status()).isEqualTo(200);
        String secret = enrolment.json().path("totpSecret").asText();
        assertThat(enrolment.json().path("totpUri").asText())
                .startsWith(
                        "otpauth://totp/OminiGate:grace%40ominigate.example?secret=" + secret + "&issuer=OminiGate");
        assertThat(enrolment.json().path("recoveryCodes")).hasSize(10);
        assertThat(bean(Members.class).administrators())
                .as("before a first code")
                .isZero();

        Answer signedIn = confirm(token, secret);
        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.json().path("staff").path("roles").toString()).isEqualTo("[\"ADMIN\"]");
        Answer me = me(signedIn);
        assertThat(me.json().path("staff").path("email").asText()).isEqualTo("grace@ominigate.example");

        assertThat(bean(Setup.class).atStart()).as("a start after that").isNull();
        assertThat(code(setUp(token, "second@ominigate.example"))).isEqualTo("invitation_unknown");
    }

    @Test
    void aNewSetupTokenReplacesTheOneBefore() throws Exception {
        String first = Objects.requireNonNull(bean(Setup.class).atStart()).token();
        Answer second = ominigate.admin("POST", "/admin/v1/setup/token", "");
        assertThat(second.status()).isEqualTo(201);

        assertThat(code(setUp(first, "grace@ominigate.example"))).isEqualTo("invitation_unknown");
        assertThat(setUp(second.json().path("token").asText(), "grace@ominigate.example")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aSetupTokenIsGoodForOneBeginning() throws Exception {
        String token = Objects.requireNonNull(bean(Setup.class).atStart()).token();
        String secret = setUp(token, "grace@ominigate.example")
                .json()
                .path("totpSecret")
                .asText();

        Answer second = setUp(token, "mallory@ominigate.example");
        assertThat(second.status()).isEqualTo(409);
        assertThat(code(second)).isEqualTo("setup_begun");
        assertThat(second.json().path("detail").asText()).contains("staff setup-token");
        assertThat(AuditEntries.of(
                        ominigate.database(),
                        second.response().headers().firstValue("x-request-id").orElseThrow()))
                .singleElement()
                .asString()
                .startsWith("unidentified staff.join REFUSED invitation:");
        assertThat(confirm(token, secret).json().path("staff").path("email").asText())
                .isEqualTo("grace@ominigate.example");
    }

    @Test
    void ofTwoWhoBeginWithOneSetupTokenAtOnceOneDoes() throws Exception {
        String token = Objects.requireNonNull(bean(Setup.class).atStart()).token();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> both = threads.invokeAll(List.of(
                    () -> setUp(token, "grace@ominigate.example"), () -> setUp(token, "mallory@ominigate.example")));

            assertThat(List.of(both.get(0).get().status(), both.get(1).get().status()))
                    .containsExactlyInAnyOrder(200, 409);
        }
    }

    @Test
    void whoLostTheAnswerHasAnotherSetupTokenMade() throws Exception {
        String lost = Objects.requireNonNull(bean(Setup.class).atStart()).token();
        String secret = setUp(lost, "mallory@ominigate.example")
                .json()
                .path("totpSecret")
                .asText();
        String token = ominigate
                .admin("POST", "/admin/v1/setup/token", "")
                .json()
                .path("token")
                .asText();

        assertThat(code(confirm(lost, secret))).isEqualTo("invitation_unknown");
        Answer begun = setUp(token, "grace@ominigate.example");
        assertThat(confirm(token, begun.json().path("totpSecret").asText()).status())
                .isEqualTo(200);
        assertThat(bean(Members.class).administrators()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"setup", "invitations/accept", "invitations/confirm"})
    void aNetworkThatGuessesAtTokensOfTheEntranceWaits(String guessed) throws Exception {
        String token = invite("ada@ominigate.example", Role.SUPPORT);
        Consumer<ObjectNode> guess = body -> body.put("token", "invite-guess")
                .put("email", "a@b.example")
                .put("name", "A")
                .put("password", PASSWORD)
                .put("totp", "000000");
        Set<String> fields = switch (guessed) {
            case "setup" -> Set.of("token", "email", "name", "password");
            case "invitations/accept" -> Set.of("token", "password");
            default -> Set.of("token", "totp");
        };
        for (int i = 0; i <= Door.ENTRANCE.free(); i++) {
            assertThat(code(post("/admin/v1/" + guessed, guess.andThen(body -> body.retain(fields)))))
                    .isEqualTo("invitation_unknown");
        }

        Answer barred = accept(token, PASSWORD);
        assertThat(barred.status()).isEqualTo(429);
        assertThat(code(barred)).isEqualTo("too_many_tries");
        assertThat(AuditEntries.of(
                        ominigate.database(),
                        barred.response().headers().firstValue("x-request-id").orElseThrow()))
                .containsExactly("unidentified staff.join REFUSED");
        address = "198.51.100." + NETWORKS.incrementAndGet();
        assertThat(accept(token, PASSWORD).status()).as("from another network").isEqualTo(200);
    }

    @Test
    void whoeverLooksAtTheStaffIsToldWhoComesIn() throws Exception {
        String token = invite("ada@ominigate.example", Role.SUPPORT);
        String invitation = "invitation:" + openInvitation();

        Answer enrolment = accept(token, PASSWORD);
        assertThat(told()).containsExactly("invitation.changed " + invitation + " 2 VIEW_STAFF");
        String id = confirm(token, enrolment.json().path("totpSecret").asText())
                .json()
                .path("staff")
                .path("id")
                .asText();
        assertThat(told())
                .containsExactly(
                        "invitation.changed " + invitation + " 2 VIEW_STAFF",
                        "staff.changed staff:" + id + " 1 VIEW_STAFF",
                        "invitation.changed " + invitation + " VIEW_STAFF");
    }

    /** Everybody who watches, since the test began. */
    private static List<String> told() throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT concat_ws(' ', kind, subject, version, capability) FROM live.event ORDER BY at, ctid")) {
            List<String> told = new ArrayList<>();
            while (row.next()) {
                told.add(row.getString(1));
            }
            return told;
        }
    }

    @Test
    void onlyTheOperatorMakesSetupTokens() throws Exception {
        Colleague admin = Colleague.signedIn(ominigate, Role.ADMIN);

        assertThat(admin.send("POST", "/admin/v1/setup/token", "").status()).isEqualTo(403);
    }

    @Test
    void aSetupTokenExpiresAfterADay() throws Exception {
        String token = Objects.requireNonNull(bean(Setup.class).atStart()).token();
        bean(TestClock.class).advance(Duration.ofDays(1));

        assertThat(code(setUp(token, "grace@ominigate.example"))).isEqualTo("invitation_unknown");
    }

    @Test
    void whoeverIsInvitedChoosesAPasswordAndIsAMemberWithTheFirstCode() throws Exception {
        String token = invite("ada@ominigate.example", Role.TRUST_SAFETY);

        Answer enrolment = accept(token, PASSWORD);
        Answer signedIn = confirm(token, enrolment.json().path("totpSecret").asText());

        assertThat(signedIn.json().path("staff").path("email").asText()).isEqualTo("ada@ominigate.example");
        assertThat(signedIn.json().path("staff").path("roles").toString()).isEqualTo("[\"TRUST_SAFETY\"]");
        assertThat(code(accept(token, PASSWORD))).isEqualTo("invitation_unknown");
        assertThat(code(confirm(token, enrolment.json().path("totpSecret").asText())))
                .isEqualTo("invitation_unknown");
        String id = signedIn.json().path("staff").path("id").asText();
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + id))
                .containsExactly("staff:" + id + " staff.join DONE staff:" + id);
    }

    @Test
    void theCodeThatConfirmsIsNotGoodForASignIn() throws Exception {
        String token = invite("ada@ominigate.example", Role.SUPPORT);
        byte[] secret =
                Base32.decode(accept(token, PASSWORD).json().path("totpSecret").asText());
        String code = Totp.code(secret, Totp.step(bean(InstantSource.class).instant()));
        assertThat(post(
                                "/admin/v1/invitations/confirm",
                                body -> body.put("token", token).put("totp", code))
                        .status())
                .isEqualTo(200);

        assertThat(signIn("ada@ominigate.example", PASSWORD, "totp", code).status())
                .isEqualTo(401);
    }

    @Test
    void aRecoveryCodeIsGoodForOneSignIn() throws Exception {
        String token = invite("ada@ominigate.example", Role.SUPPORT);
        Answer enrolment = accept(token, PASSWORD);
        confirm(token, enrolment.json().path("totpSecret").asText());
        String code = enrolment.json().path("recoveryCodes").get(3).asText();
        assertThat(code).matches("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}");

        assertThat(signIn("ada@ominigate.example", PASSWORD, "recoveryCode", code.toLowerCase(Locale.ROOT))
                        .status())
                .isEqualTo(200);
        assertThat(signIn("ada@ominigate.example", PASSWORD, "recoveryCode", code)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whoLostTheAuthenticatorReplacesItWithARecoveryCodeAndDoesNothingElseThatIsDangerous() throws Exception {
        String token = invite("ada@ominigate.example", Role.SUPPORT);
        Answer enrolment = accept(token, PASSWORD);
        confirm(token, enrolment.json().path("totpSecret").asText());
        JsonNode codes = enrolment.json().path("recoveryCodes");
        Answer signedIn = signIn(
                "ada@ominigate.example", PASSWORD, "recoveryCode", codes.get(0).asText());
        Map<String, String> bearer = Map.of(
                "Authorization", "Bearer " + signedIn.json().path("token").asText());
        assertThat(code(ominigate.send("POST", "/admin/v1/me/authenticator", "", bearer)))
                .as("the code of the sign-in is no step-up")
                .isEqualTo("step_up_required");

        Answer recovered = ominigate.send(
                "POST",
                "/admin/v1/session/step-up",
                "{\"recoveryCode\":\"" + codes.get(1).asText() + "\"}",
                bearer);

        assertThat(recovered.status()).isEqualTo(200);
        assertThat(recovered.json().has("steppedUpUntil")).isFalse();
        Answer dangerous = ominigate.send(
                "POST",
                "/admin/v1/me/password",
                "{\"password\":\"%s\",\"newPassword\":\"a staple for every battery\"}".formatted(PASSWORD),
                bearer);
        assertThat(code(dangerous)).isEqualTo("step_up_required");
        assertThat(dangerous.json().path("detail").asText()).contains("POST /admin/v1/me/authenticator");
        assertThat(ominigate
                        .send("POST", "/admin/v1/me/authenticator", "", bearer)
                        .status())
                .isEqualTo(200);
        bean(TestClock.class).advance(Duration.ofMinutes(5));
        assertThat(code(ominigate.send("POST", "/admin/v1/me/authenticator", "", bearer)))
                .isEqualTo("step_up_required");
    }

    @Test
    void acceptingAgainReplacesWhatWasChosenBefore() throws Exception {
        String token = invite("ada@ominigate.example", Role.SUPPORT);
        String first = accept(token, PASSWORD).json().path("totpSecret").asText();
        String second = accept(token, "another horse for the staple")
                .json()
                .path("totpSecret")
                .asText();

        assertThat(code(confirm(token, first))).isEqualTo("code_wrong");
        bean(TestClock.class).advance(Duration.ofSeconds(2));
        assertThat(confirm(token, second).status()).isEqualTo(200);
    }

    @Test
    void aWrongCodeAtAnInvitationIsInTheAuditLog() throws Exception {
        String token = invite("ada@ominigate.example", Role.SUPPORT);
        String subject = "invitation:" + openInvitation();
        accept(token, PASSWORD);

        assertThat(code(confirm(token, Base32.encode(Totp.randomSecret())))).isEqualTo("code_wrong");

        assertThat(AuditEntries.about(ominigate.database(), subject))
                .containsExactly("unidentified staff.join REFUSED " + subject);
    }

    @Test
    void anInvitationReplacesAnEarlierOneToTheSameAddressAndExpiresAfterThreeDays() throws Exception {
        String first = invite("ada@ominigate.example", Role.SUPPORT);
        String second = invite("ada@ominigate.example", Role.SUPPORT);

        assertThat(code(accept(first, PASSWORD))).isEqualTo("invitation_unknown");
        assertThat(accept(second, PASSWORD).status()).isEqualTo(200);
        bean(TestClock.class).advance(Duration.ofDays(3));
        assertThat(code(accept(second, PASSWORD))).isEqualTo("invitation_unknown");
    }

    @Test
    void whoeverIsAcceptingWhenTheTokenIsReplacedLeavesTheRenewedInvitationAsItIs() throws Exception {
        String replaced = invite("ada@ominigate.example", Role.SUPPORT);

        Renewed renewed = renewedDuring(() -> accept(replaced, PASSWORD));

        assertThat(code(renewed.answer())).isEqualTo("invitation_unknown");
        assertThat(code(post(
                        "/admin/v1/invitations/confirm",
                        body -> body.put("token", renewed.token()).put("totp", "000000"))))
                .isEqualTo("not_accepted");
    }

    @Test
    void whoeverIsConfirmingWhenTheTokenIsReplacedIsNoMember() throws Exception {
        String replaced = invite("ada@ominigate.example", Role.SUPPORT);
        String secret = accept(replaced, PASSWORD).json().path("totpSecret").asText();

        Renewed renewed = renewedDuring(() -> confirm(replaced, secret));

        assertThat(code(renewed.answer())).isEqualTo("invitation_unknown");
        assertThat(bean(Members.class).named("ada@ominigate.example")).isNull();
        assertThat(accept(renewed.token(), PASSWORD).status()).isEqualTo(200);
    }

    /** The only one. */
    private UUID openInvitation() throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id FROM staff.invitation WHERE NOT by_operator AND ended_at IS NULL");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    private record Renewed(String token, Answer answer) {}

    /** Renews the only invitation once the request has found it by its old token and waits to change it. */
    private Renewed renewedDuring(Callable<Answer> request) throws Exception {
        Invitations invitations = bean(Invitations.class);
        UUID id = openInvitation();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection transaction = ominigate.database().dataSource().getConnection()) {
            transaction.setAutoCommit(false);
            invitations.lock(transaction, id);
            Future<Answer> answer = threads.submit(request);
            Await.until("it waits for the invitation", this::somebodyWaitsForAnInvitation);
            String token = Objects.requireNonNull(invitations.renew(transaction, id, administrator()))
                    .token();
            transaction.commit();
            return new Renewed(token, answer.get());
        }
    }

    private boolean somebodyWaitsForAnInvitation() throws SQLException {
        String sql = """
                SELECT 1
                FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE staff.invitation%'
                    AND pid <> pg_backend_pid()
                """;
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    @Test
    void anAddressThatAMemberHasByNowIsRefused() throws Exception {
        String ours = invite("ada@ominigate.example", Role.SUPPORT);
        Answer enrolment = accept(ours, PASSWORD);
        String setup = ominigate
                .admin("POST", "/admin/v1/setup/token", "")
                .json()
                .path("token")
                .asText();
        Answer faster = setUp(setup, "ada@ominigate.example");
        assertThat(confirm(setup, faster.json().path("totpSecret").asText()).status())
                .isEqualTo(200);

        String secret = enrolment.json().path("totpSecret").asText();
        assertThat(code(confirm(ours, secret))).isEqualTo("email_taken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "short enough|password_weak",
                "aaaaaaaaaaaaaaaaaaaaa|password_weak",
                "ada.lovelace-OminiGate|password_weak",
                "ada lovelace and the engine|",
                "пароль для Ады Лавлейс|",
            })
    void aPasswordIsLongAndNotWhatEverybodyWouldTry(String password, String code) throws Exception {
        String token = invite("ada.lovelace@ominigate.example", Role.SUPPORT);

        Answer answer = accept(token, password.equals("short enough") ? "short" : password);

        assertThat(answer.json().path("code").asText("")).isEqualTo(code == null ? "" : code);
    }

    @Test
    void somebodyReplacesTheirAuthenticatorAndWithItTheRecoveryCodes() throws Exception {
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT);
        ada.stepUp();
        Answer enrolment = ada.send("POST", "/admin/v1/me/authenticator", "");
        byte[] secret = Base32.decode(enrolment.json().path("totpSecret").asText());
        String code = Totp.code(secret, Totp.step(bean(InstantSource.class).instant()));

        assertThat(ada.send("POST", "/admin/v1/me/authenticator/confirm", "{\"totp\":\"" + code + "\"}")
                        .status())
                .isEqualTo(204);

        bean(TestClock.class).advance(Duration.ofSeconds(30));
        assertThat(ada.signIn(ada.password(), ada.code()).status())
                .as("the old one")
                .isEqualTo(401);
        bean(TestClock.class).advance(Duration.ofSeconds(1));
        String next = Totp.code(secret, Totp.step(bean(InstantSource.class).instant()));
        assertThat(ada.signIn(ada.password(), next).status()).isEqualTo(200);
        assertThat(signIn(
                                ada.email(),
                                ada.password(),
                                "recoveryCode",
                                enrolment.json().path("recoveryCodes").get(0).asText())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aNewPasswordEndsAllOtherSessions() throws Exception {
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT);
        String other = ada.token();
        ada.signIn();
        ada.stepUp();
        String wish = "{\"password\":\"%s\",\"newPassword\":\"a staple for every battery\"}";

        Answer wrong = ada.send("POST", "/admin/v1/me/password", wish.formatted("something else"));
        assertThat(code(wrong)).isEqualTo("password_wrong");
        bean(TestClock.class).advance(Duration.ofSeconds(1));
        assertThat(ada.send("POST", "/admin/v1/me/password", wish.formatted(ada.password()))
                        .status())
                .isEqualTo(204);

        assertThat(ada.send("GET", "/admin/v1/me", "").status()).isEqualTo(200);
        assertThat(ominigate
                        .send("GET", "/admin/v1/me", "", Map.of("Authorization", "Bearer " + other))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theSameNewPasswordSentTwiceIsOneAndNothingIsKeptThatItCouldBeGuessedFrom() throws Exception {
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT).stepUp();
        String wish = "{\"password\":\"%s\",\"newPassword\":\"a staple for every battery\"}".formatted(ada.password());
        assertThat(command(ada, "password", "new password", wish).status()).isEqualTo(204);
        assertThat(command(ada, "password", "new password", wish).status())
                .as("sent again")
                .isEqualTo(204);
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + ada.id()))
                .containsOnlyOnce("staff:" + ada.id() + " staff.change-password DONE staff:" + ada.id());

        String another = wish.replace("a staple for every", "some staples for the");
        assertThat(code(command(ada, "password", "new password", another))).isEqualTo("idempotency_key_reused");
        bean(TestClock.class).advance(Duration.ofSeconds(1));
        String third = another.replace(ada.password(), "a staple for every battery");
        assertThat(code(command(ada, "password", "new password", third)))
                .as("the right password with the key of another command")
                .isEqualTo("idempotency_key_reused");
        bean(TestClock.class).advance(Duration.ofSeconds(2));
        assertThat(command(ada, "password", "third password", third).status()).isEqualTo(204);
    }

    @Test
    void theSameAuthenticatorAskedForTwiceIsShownOnceAndConfirmedOnce() throws Exception {
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT).stepUp();
        Answer enrolment = command(ada, "authenticator", "new one", "");
        assertThat(code(command(ada, "authenticator", "new one", ""))).isEqualTo("shown_before");

        byte[] secret = Base32.decode(enrolment.json().path("totpSecret").asText());
        String wish = "{\"totp\":\"%s\"}"
                .formatted(Totp.code(secret, Totp.step(bean(InstantSource.class).instant())));
        assertThat(command(ada, "authenticator/confirm", "confirm", wish).status())
                .isEqualTo(204);
        assertThat(command(ada, "authenticator/confirm", "confirm", wish).status())
                .as("sent again")
                .isEqualTo(204);
        assertThat(code(command(ada, "authenticator/confirm", "another", wish))).isEqualTo("no_new_authenticator");
    }

    @Test
    void whoeverConfirmsAnAuthenticatorHoldsOneConnection() throws Exception {
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT).stepUp();
        Answer enrolment = ada.send("POST", "/admin/v1/me/authenticator", "");
        byte[] secret = Base32.decode(enrolment.json().path("totpSecret").asText());
        String code = Totp.code(secret, Totp.step(bean(InstantSource.class).instant()));

        Answer confirmed = ominigate.withOneConnection(
                () -> ada.send("POST", "/admin/v1/me/authenticator/confirm", "{\"totp\":\"" + code + "\"}"));
        assertThat(confirmed.status()).isEqualTo(204);
    }

    @Test
    void aWrongCodeForANewAuthenticatorIsWrittenDown() throws Exception {
        Colleague ada = Colleague.signedIn(ominigate, Role.SUPPORT).stepUp();
        ada.send("POST", "/admin/v1/me/authenticator", "");

        assertThat(code(ada.send("POST", "/admin/v1/me/authenticator/confirm", "{\"totp\":\"000000\"}")))
                .isEqualTo("code_wrong");
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + ada.id()))
                .endsWith("staff:" + ada.id() + " authenticator.replace REFUSED staff:" + ada.id());
    }

    private Answer command(Colleague who, String place, String key, String body) throws Exception {
        return ominigate.send(
                "POST",
                "/admin/v1/me/" + place,
                body,
                Map.of("Authorization", "Bearer " + who.token(), "Idempotency-Key", key.replace(' ', '-')));
    }

    private String invite(String email, Role role) throws Exception {
        UUID admin = administrator();
        return Transaction.run(
                        ominigate.database().dataSource(),
                        transaction -> bean(Invitations.class).invite(transaction, email, "Ada", Set.of(role), admin))
                .token();
    }

    private UUID administrator() throws Exception {
        StaffMember known = bean(Members.class).named("inviter@ominigate.example");
        if (known == null) {
            bean(Members.class)
                    .enrol(
                            "inviter@ominigate.example",
                            "Inviter",
                            Set.of(Role.ADMIN),
                            PASSWORD,
                            Base32.encode(Totp.randomSecret()));
            return administrator();
        }
        return known.id();
    }

    private Answer setUp(String token, String email) throws Exception {
        return post(
                "/admin/v1/setup",
                body -> body.put("token", token)
                        .put("email", email)
                        .put("name", "Grace Hopper")
                        .put("password", PASSWORD));
    }

    private Answer accept(String token, String password) throws Exception {
        return post(
                "/admin/v1/invitations/accept", body -> body.put("token", token).put("password", password));
    }

    private Answer confirm(String token, String secret) throws Exception {
        String code = Totp.code(
                Base32.decode(secret), Totp.step(bean(InstantSource.class).instant()));
        return post(
                "/admin/v1/invitations/confirm",
                body -> body.put("token", token).put("totp", code));
    }

    private Answer signIn(String email, String password, String factor, String value) throws Exception {
        return post(
                "/admin/v1/session",
                body -> body.put("email", email).put("password", password).put(factor, value));
    }

    private Answer me(Answer signedIn) throws Exception {
        return ominigate.send(
                "GET",
                "/admin/v1/me",
                "",
                Map.of(
                        "Authorization",
                        "Bearer " + signedIn.json().path("token").asText()));
    }

    private Answer post(String path, Consumer<ObjectNode> fill) throws Exception {
        ObjectNode body = JSON.createObjectNode();
        fill.accept(body);
        return ominigate.send("POST", path, body.toString(), Map.of("X-Forwarded-For", address));
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }
}
