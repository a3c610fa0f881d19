package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.LoggedLines;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signing in at an OpenID provider, with a browser's redirect to a port of this machine. */
class ProviderSignInTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static TestProvider provider;
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        provider = new TestProvider();
        ominigate = RunningOminiGate.with(Map.of(
                "ominigate.oidc.issuer",
                provider.issuer(),
                "ominigate.oidc.client-id",
                TestProvider.CLIENT,
                "ominigate.oidc.client-secret",
                TestProvider.CLIENT_SECRET,
                "ominigate.oidc.role-claim",
                "realm_access.roles",
                "ominigate.oidc.role-prefix",
                "og-",
                // Many sign-ins of these tests fail, from one address.
                "ominigate.trusted-proxies",
                "127.0.0.0/8"));
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
        provider.close();
    }

    @Test
    void whereTheBrowserGoesIsToldToAnybody() throws Exception {
        Answer offer = ominigate.send("GET", "/admin/v1/oidc", "", Map.of());

        assertThat(offer.status()).isEqualTo(200);
        assertThat(offer.json().path("issuer").asText()).isEqualTo(provider.issuer());
        assertThat(offer.json().path("clientId").asText()).isEqualTo(TestProvider.CLIENT);
        assertThat(offer.json().path("authorizationEndpoint").asText()).isEqualTo(provider.issuer() + "/authorize");
        assertThat(offer.response().body()).doesNotContain(TestProvider.CLIENT_SECRET);
    }

    @Test
    void somebodyNewIsAMemberWithTheRolesThatTheProviderSays() throws Exception {
        provider.says(person("ada", "og-Support-Lead", "og-support", "something else"));

        Answer signedIn = signIn();

        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.json().path("staff").path("email").asText()).isEqualTo("ada@ominigate.example");
        assertThat(signedIn.json().path("staff").path("roles").toString()).isEqualTo("[\"SUPPORT\",\"SUPPORT_LEAD\"]");
        assertThat(get("/admin/v1/me", signedIn).status()).isEqualTo(200);
        String id = signedIn.json().path("staff").path("id").asText();
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + id))
                .containsExactly(
                        "staff:" + id + " staff.join DONE staff:" + id,
                        "staff:" + id + " session.open DONE staff:" + id);
    }

    @Test
    void whoeverLooksAtTheStaffIsToldWhoComesInAndWhoseRolesTheProviderChanges() throws Exception {
        provider.says(person("yvonne", "og-finance"));
        String id = signIn().json().path("staff").path("id").asText();
        provider.says(person("yvonne", "og-auditor"));
        signIn();
        signIn();

        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet told = statement.executeQuery(
                        "SELECT string_agg(concat_ws(' ', kind, version, capability), ',' ORDER BY version)"
                                + " FROM live.event WHERE subject = 'staff:" + id + "'")) {
            told.next();
            assertThat(told.getString(1)).isEqualTo("staff.changed 1 VIEW_STAFF,staff.changed 2 VIEW_STAFF");
        }
    }

    @Test
    void theSamePersonIsTheSameMemberAndRolesFollowTheProvider() throws Exception {
        provider.says(person("grace", "og-finance"));
        Answer first = signIn();
        provider.says(person("grace", "og-auditor"));
        Answer second = signIn();

        assertThat(second.json().path("staff").path("id"))
                .isEqualTo(first.json().path("staff").path("id"));
        assertThat(second.json().path("staff").path("roles").toString()).isEqualTo("[\"AUDITOR\"]");
        assertThat(get("/admin/v1/me", first).json().path("staff").path("roles").toString())
                .as("of the session from before, too")
                .isEqualTo("[\"AUDITOR\"]");
    }

    @ParameterizedTest
    @CsvSource({"vera,og-gardener,role_missing", "wanda,og-admin og-support,roles_conflict"})
    void whoeverHasNoPlaceAtTheProviderAnyMoreIsSignedOutEverywhere(String subject, String roles, String code)
            throws Exception {
        provider.says(person(subject, "og-support"));
        Answer before = signIn();
        provider.says(person(subject, roles.split(" ")));

        Answer refused = signIn();

        assertThat(refused.status()).isEqualTo(403);
        assertThat(code(refused)).isEqualTo(code);
        assertThat(get("/admin/v1/me", before).status()).isEqualTo(401);
        String staff = "staff:" + before.json().path("staff").path("id").asText();
        assertThat(AuditEntries.about(ominigate.database(), staff))
                .endsWith("ominigate session.close DONE " + staff, "unidentified session.open REFUSED " + staff);
    }

    @ParameterizedTest
    @CsvSource({"zadie,og-support", "zelda,og-gardener"})
    void whatAnAdministratorIssuedEndsWhenTheProviderSaysThatTheyAreNone(String subject, String role) throws Exception {
        provider.says(person(subject, "og-admin"));
        UUID admin = UUID.fromString(signIn().json().path("staff").path("id").asText());
        Invitations invitations = ominigate.application().context().getBean(Invitations.class);
        UUID invitation = Transaction.run(
                        ominigate.database().dataSource(),
                        transaction -> invitations.invite(
                                transaction,
                                subject + "-s-friend@ominigate.example",
                                "Ada",
                                Set.of(Role.SUPPORT),
                                admin))
                .id();

        provider.says(person(subject, role));
        signIn();

        Invitations.Open left = Transaction.run(
                ominigate.database().dataSource(), transaction -> invitations.lock(transaction, invitation));
        assertThat(left).isNull();
        assertThat(AuditEntries.about(ominigate.database(), "invitation:" + invitation))
                .containsExactly("ominigate invitation.withdraw DONE invitation:" + invitation);
    }

    @ParameterizedTest
    @CsvSource({"lara,og-support", "lasse,og-gardener"})
    void whoIsToldOfAsNoAdministratorIsNoneEvenTheLastAndThatIsSaidAloud(String subject, String role) throws Exception {
        leaveNoAdministrator();
        Members members = ominigate.application().context().getBean(Members.class);
        Colleague support = Colleague.signedIn(ominigate, Role.SUPPORT);
        provider.says(person(subject, "og-admin"));
        String id = signIn().json().path("staff").path("id").asText();
        assertThat(members.administrators()).isEqualTo(1);
        assertThat(warnings(support)).noneMatch(warning -> warning.contains("no administrator"));

        provider.says(person(subject, role));
        try (LoggedLines lines = LoggedLines.of(ProviderSignIns.class)) {
            signIn();
            assertThat(lines.all()).singleElement().asString().startsWith("ERROR There is no administrator any more");
        }

        assertThat(members.administrators()).isZero();
        assertThat(warnings(support))
                .contains("There is no administrator, so nobody manages the staff. The operator can"
                        + " let one in with the command 'staff setup-token'.");
        assertThat(AuditEntries.about(ominigate.database(), "staff:" + id))
                .contains(
                        "staff:" + id + " staff.follow-provider DONE staff:" + id,
                        "ominigate staff.miss-administrator DONE staff:" + id);
    }

    @Test
    void whoeverIsGivenNoRoleHasNoneAndMayComeBackWithAnother() throws Exception {
        provider.says(person("maja", "og-support"));
        String id = signIn().json().path("staff").path("id").asText();
        provider.says(person("maja"));
        assertThat(signIn().status()).isEqualTo(403);

        Colleague auditor = Colleague.signedIn(ominigate, Role.AUDITOR);
        assertThat(auditor.send("GET", "/admin/v1/staff/" + id, "").json().path("roles"))
                .isEmpty();

        provider.says(person("maja", "og-finance"));
        assertThat(signIn().json().path("staff").path("roles").toString()).isEqualTo("[\"FINANCE\"]");
    }

    private static List<String> warnings(Colleague who) throws Exception {
        List<String> warnings = new ArrayList<>();
        who.send("GET", "/admin/v1/system/health", "")
                .json()
                .path("warnings")
                .forEach(warning -> warnings.add(warning.asText()));
        return warnings;
    }

    private static void leaveNoAdministrator() throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE staff.member SET roles = '{SUPPORT}' WHERE 'ADMIN' = ANY (roles)");
        }
    }

    @Test
    void rolesFollowTheProviderWithAStepUpToo() throws Exception {
        provider.says(person("xenia", "og-support"));
        Answer xenia = signIn();
        provider.says(person("xenia", "og-finance"));
        assertThat(stepUp(xenia).status()).isEqualTo(200);
        assertThat(get("/admin/v1/me", xenia).json().path("staff").path("roles").toString())
                .isEqualTo("[\"FINANCE\"]");

        provider.says(person("xenia"));
        Answer refused = stepUp(xenia);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(code(refused)).isEqualTo("role_missing");
        assertThat(get("/admin/v1/me", xenia).status()).isEqualTo(401);
    }

    @Test
    void whatTheProviderDoesNotConfirmOrGivesNoRoleIsInTheAuditLogWithoutWhoItWas() throws Exception {
        provider.says(person("yusuf", "og-support")).signs(TestProvider.Signing.NOT_AT_ALL);
        Answer forged;
        try {
            forged = signIn();
        } finally {
            provider.signs(TestProvider.Signing.AS_IT_SHOULD);
        }
        provider.says(person("yusuf"));
        Answer withoutRole = signIn();

        assertThat(forged.status()).isEqualTo(401);
        assertThat(entriesOf(forged)).containsExactly("unidentified session.open REFUSED");
        assertThat(withoutRole.status()).isEqualTo(403);
        assertThat(entriesOf(withoutRole)).containsExactly("unidentified session.open REFUSED");
        assertThat(AuditEntries.detailsWith(ominigate.database(), "yusuf")).isEmpty();
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery("another issuer", claims -> claims.issuer("https://elsewhere.example")),
                forgery("another audience", claims -> claims.audience("another-client")),
                forgery("another party", claims -> claims.claim("azp", "another-client")),
                forgery("another nonce", claims -> claims.claim("nonce", "another")),
                forgery("no nonce", claims -> claims.claim("nonce", null)),
                forgery("an hour old", claims -> claims.expirationTime(Date.from(now().minusSeconds(3600)))),
                forgery("no end", claims -> claims.expirationTime(null)),
                forgery("nobody", claims -> claims.subject(null)));
    }

    private static Arguments forgery(String name, UnaryOperator<JWTClaimsSet.Builder> claims) {
        return Arguments.of(name, claims);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void aTokenThatIsNotForThisSignInIsNotBelieved(String name, UnaryOperator<JWTClaimsSet.Builder> claims)
            throws Exception {
        provider.says(builder -> claims.apply(person("mallory", "og-admin").apply(builder)));

        Answer refused = signIn();

        assertThat(refused.status()).as(name).isEqualTo(401);
        assertThat(refused.json().path("code").asText()).isEqualTo("sign_in_failed");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AS_IT_SHOULD")
    void aTokenThatTheProviderHasNotSignedIsNotBelieved(TestProvider.Signing signing) throws Exception {
        provider.says(person("mallory", "og-admin")).signs(signing);
        try {
            assertThat(signIn().status()).isEqualTo(401);
        } finally {
            provider.signs(TestProvider.Signing.AS_IT_SHOULD);
        }
    }

    @Test
    void fromWhereSomebodySignsInAtTheProviderCannotBeShutOut() throws Exception {
        provider.says(person("nia", "og-support"));

        Answer signedIn = ominigate.send(
                "POST",
                "/admin/v1/oidc/session",
                JSON.writeValueAsString(browse()),
                Map.of("X-Forwarded-For", "203.0.113.77"));
        assertThat(signedIn.status()).isEqualTo(200);

        Await.until("the abuse desk knows it", () -> {
            try (Connection connection = ominigate.database().dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT EXISTS (SELECT FROM abuse.staff_network WHERE network >>= '203.0.113.77')")) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    @Test
    void aCodeIsGoodOnceAndOnlyWithItsVerifierAndItsRedirect() throws Exception {
        provider.says(person("ken", "og-support"));
        Map<String, String> wish = browse();
        assertThat(post("/admin/v1/oidc/session", wish, Map.of()).status()).isEqualTo(200);
        assertThat(post("/admin/v1/oidc/session", wish, Map.of()).status()).isEqualTo(401);

        Map<String, String> otherVerifier = browse();
        otherVerifier.put("codeVerifier", "x".repeat(43));
        assertThat(post("/admin/v1/oidc/session", otherVerifier, Map.of()).status())
                .isEqualTo(401);

        Map<String, String> otherRedirect = browse();
        otherRedirect.put("redirectUri", "http://127.0.0.1:1/");
        assertThat(post("/admin/v1/oidc/session", otherRedirect, Map.of()).status())
                .isEqualTo(401);

        Map<String, String> elsewhere = browse();
        elsewhere.put("redirectUri", "https://elsewhere.example/");
        assertThat(post("/admin/v1/oidc/session", elsewhere, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void whoeverHasNoRoleOrTwoThatOnePersonMayNotHaveIsToldSo() throws Exception {
        provider.says(person("nina", "og-gardener"));
        Answer none = signIn();
        assertThat(none.status()).isEqualTo(403);
        assertThat(none.json().path("code").asText()).isEqualTo("role_missing");

        provider.says(person("nina", "og-admin", "og-support"));
        assertThat(signIn().json().path("code").asText()).isEqualTo("roles_conflict");
    }

    @Test
    void anAddressThatIsNotVerifiedIsNobodys() throws Exception {
        provider.says(claims -> person("oscar", "og-support").apply(claims).claim("email_verified", false));

        assertThat(signIn().json().path("code").asText()).isEqualTo("email_missing");
    }

    @Test
    void nobodyTakesThePlaceOfSomebodyWithAPassword() throws Exception {
        Colleague colleague = Colleague.enrolled(ominigate, Role.ADMIN);
        provider.says(claims -> person("peter", "og-admin").apply(claims).claim("email", colleague.email()));

        Answer refused = signIn();

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("email_taken");
    }

    @Test
    void whoeverWasRemovedIsRefusedThoughTheProviderKnowsThem() throws Exception {
        provider.says(person("quentin", "og-support"));
        Answer signedIn = signIn();
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE staff.member SET status = 'REMOVED' WHERE id = '"
                    + signedIn.json().path("staff").path("id").asText() + "'");
        }

        Answer refused = signIn();

        assertThat(code(refused)).isEqualTo("member_removed");
        assertThat(entriesOf(refused))
                .containsExactly("unidentified session.open REFUSED staff:"
                        + signedIn.json().path("staff").path("id").asText());
    }

    @Test
    void aStepUpIsAFreshSignInOfTheSamePersonAtTheProvider() throws Exception {
        provider.says(person("rosa", "og-support"));
        Answer rosa = signIn();
        String staff = "staff:" + rosa.json().path("staff").path("id").asText();

        provider.says(claims -> person("rosa", "og-support")
                .apply(claims)
                .claim("auth_time", now().minusSeconds(301).getEpochSecond()));
        Answer stale = stepUp(rosa);
        assertThat(code(stale)).isEqualTo("not_fresh");
        assertThat(entriesOf(stale)).containsExactly(staff + " session.step-up REFUSED " + staff);

        provider.says(person("sam", "og-support"));
        Answer another = stepUp(rosa);
        assertThat(code(another)).isEqualTo("another_person");
        assertThat(entriesOf(another)).containsExactly(staff + " session.step-up REFUSED " + staff);

        provider.says(person("rosa", "og-support"));
        Answer steppedUp = stepUp(rosa);
        assertThat(steppedUp.status()).isEqualTo(200);
        assertThat(steppedUp.json().has("steppedUpUntil")).isTrue();

        Answer totp = ominigate.send("POST", "/admin/v1/session/step-up", "{\"totp\":\"000000\"}", bearer(rosa));
        assertThat(totp.json().path("code").asText()).isEqualTo("no_authenticator");
    }

    @Test
    void aKeyThatTheProviderBeganToUseIsLookedUp() throws Exception {
        provider.says(person("tara", "og-support"));
        assertThat(signIn().status()).isEqualTo(200);
        provider.rotateKey();

        assertThat(signIn().status()).isEqualTo(200);
    }

    @Test
    void withoutAProviderItIsOff() throws Exception {
        try (RunningOminiGate plain = RunningOminiGate.with(Map.of())) {
            Answer offer = plain.send("GET", "/admin/v1/oidc", "", Map.of());
            assertThat(offer.status()).isEqualTo(404);
            assertThat(offer.json().path("code").asText()).isEqualTo("oidc_off");
        }
    }

    @Test
    void aProviderThatIsAwayIsSaidToBe() throws Exception {
        try (RunningOminiGate alone = RunningOminiGate.with(Map.of(
                "ominigate.oidc.issuer", "http://127.0.0.1:1", "ominigate.oidc.client-id", TestProvider.CLIENT))) {
            Answer offer = alone.send("GET", "/admin/v1/oidc", "", Map.of());
            assertThat(offer.status()).isEqualTo(502);
            assertThat(offer.json().path("code").asText()).isEqualTo("provider_unreachable");
            assertThat(offer.response().headers().firstValue("retry-after")).contains("10");
        }
    }

    @Test
    void aProviderThatIsAwayIsLeftAloneForTenSecondsAndThenAskedAgain() throws Exception {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        try (TestProvider silent = new TestProvider()) {
            settings.put("ominigate.oidc.issuer", silent.issuer());
            settings.put("ominigate.oidc.client-id", TestProvider.CLIENT);
            try (RunningOminiGate patient = RunningOminiGate.with(settings)) {
                TestClock clock = patient.application().context().getBean(TestClock.class);
                clock.stop();
                silent.isAway(true);
                for (int i = 0; i < 5; i++) {
                    assertThat(patient.send("GET", "/admin/v1/oidc", "", Map.of())
                                    .status())
                            .isEqualTo(502);
                }
                assertThat(silent.asked()).isEqualTo(1);

                silent.isAway(false);
                clock.advance(Duration.ofSeconds(9));
                assertThat(patient.send("GET", "/admin/v1/oidc", "", Map.of()).status())
                        .isEqualTo(502);
                clock.advance(Duration.ofSeconds(1));
                assertThat(patient.send("GET", "/admin/v1/oidc", "", Map.of()).status())
                        .isEqualTo(200);
                assertThat(silent.asked()).isEqualTo(2);
            }
        }
    }

    @Test
    void aNetworkWhoseCodesTheProviderRefusesWaitsAndOthersDoNot() throws Exception {
        provider.says(person("ursula", "og-support"));
        Map<String, String> from = Map.of("X-Forwarded-For", "198.51.100.201");
        fail("198.51.100.201", Door.SIGN_IN.free() - 1);
        for (int i = 0; i < 2; i++) {
            Map<String, String> guessed = new HashMap<>(browse());
            guessed.put("code", "a guess");
            assertThat(post("/admin/v1/oidc/session", guessed, from).status()).isEqualTo(401);
        }

        // From here on they would wait a second, and after so many more a quarter of an hour, which no machine is too
        // slow for.
        fail("198.51.100.201", 9);
        Answer barred = post("/admin/v1/oidc/session", browse(), from);

        assertThat(barred.status()).isEqualTo(429);
        assertThat(code(barred)).isEqualTo("too_many_tries");
        assertThat(entriesOf(barred)).containsExactly("unidentified session.open REFUSED");
        assertThat(post("/admin/v1/oidc/session", browse(), Map.of("X-Forwarded-For", "198.51.100.202"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aProviderWithoutTlsOrAClientIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new ProviderSettings("http://login.example", "client", "", "roles", ""))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> new ProviderSettings("https://login.example", "", "", "roles", ""))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("OMINIGATE_OIDC_CLIENT_ID");
    }

    private static UnaryOperator<JWTClaimsSet.Builder> person(String subject, String... roles) {
        return claims -> claims.subject(subject)
                .claim("email", subject + "@OminiGate.example")
                .claim("email_verified", true)
                .claim("name", "Somebody called " + subject)
                .claim("realm_access", Map.of("roles", List.of(roles)));
    }

    private static void fail(String address, int times) {
        NetworkTries networks = ominigate.application().context().getBean(NetworkTries.class);
        for (int i = 0; i < times; i++) {
            networks.failed(Door.SIGN_IN, InetAddress.ofLiteral(address).getAddress());
        }
    }

    private static Answer signIn() throws Exception {
        return post("/admin/v1/oidc/session", browse(), Map.of());
    }

    private static Answer stepUp(Answer signedIn) throws Exception {
        return post("/admin/v1/oidc/step-up", browse(), bearer(signedIn));
    }

    private static Map<String, String> bearer(Answer signedIn) {
        return Map.of("Authorization", "Bearer " + signedIn.json().path("token").asText());
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    /** What the audit log has of the request of this answer. */
    private static List<String> entriesOf(Answer answer) throws Exception {
        return AuditEntries.of(
                ominigate.database(),
                answer.response().headers().firstValue("x-request-id").orElseThrow());
    }

    /** What a console does: listens on a port of its own, opens the browser, and waits for the redirect. */
    private static Map<String, String> browse() throws Exception {
        String verifier = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        String nonce = UUID.randomUUID().toString();
        CompletableFuture<String> code = new CompletableFuture<>();
        HttpServer console = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        console.createContext("/", exchange -> {
            code.complete(exchange.getRequestURI().getQuery().replaceAll(".*code=([^&]*).*", "$1"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        console.start();
        try (HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            String redirect = "http://127.0.0.1:" + console.getAddress().getPort() + "/";
            browser.send(
                    HttpRequest.newBuilder(provider.authorization(redirect, verifier, nonce))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            Map<String, String> wish = new HashMap<>();
            wish.put("code", code.get(10, TimeUnit.SECONDS));
            wish.put("codeVerifier", verifier);
            wish.put("redirectUri", redirect);
            wish.put("nonce", nonce);
            return wish;
        } finally {
            console.stop(0);
        }
    }

    private static int caller;

    /** Each from another address, as the network that fails is slowed down. */
    private static Answer post(String path, Map<String, String> body, Map<String, String> headers) throws Exception {
        Map<String, String> all = new HashMap<>(headers);
        all.putIfAbsent("X-Forwarded-For", "192.0.2." + (++caller % 250));
        return ominigate.send("POST", path, JSON.writeValueAsString(body), all);
    }

    private static Answer get(String path, Answer signedIn) throws Exception {
        return ominigate.send("GET", path, "", bearer(signedIn));
    }

    private static Instant now() {
        return InstantSource.system().instant();
    }
}
