package ai.ominigate.customer.door;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Credits;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.metering.CallsOfTests;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.platform.Transaction;
import io.micronaut.web.router.Router;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every route of {@code /api/v1} and every page, asked by everybody who has no right to what it is about. The routes come
 * from the router, so a new one is among them by itself; if it names something by a variable, {@link #theirs} has to know
 * what. Nobody learns anything, nothing changes, and the status says why.
 */
@ExtendWith(SharedOminiGate.class)
class EveryRouteTest {
    private static final long GRANTED = 123_456_789_012_345L;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static RunningOminiGate ominigate;
    private static List<CustomerRoute> routes;

    /** What a route's variables stand for in the account that is attacked. */
    private static final Map<String, String> theirs = new LinkedHashMap<>();

    /** What nobody else may get to read. */
    private static final Set<String> secrets = new TreeSet<>();

    private static Newcomer owner;
    private static UUID account;
    private static RowsOf rows;
    private static String call = "";
    private static String manage = "";
    private static String revoked = "";
    private static String strangers = "";
    private static String kept;

    @BeforeAll
    static void start() throws Exception {
        ominigate = SharedOminiGate.get();
        routes = CustomerRoute.all(bean(Router.class));
        owner = Newcomer.signedIn(ominigate);
        account = UUID.fromString(owner.get("/me").json().path("account").asText());
        kept = passwordOf(owner.email());
        fill();
        rows = new RowsOf(ominigate.database(), names());
    }

    @AfterAll
    static void stop() throws Exception {
        rows.close();
    }

    /** An account with something of everything that there is a route for. */
    private static void fill() throws Exception {
        owner.send(
                "PUT",
                "/me",
                Map.of("language", "en", "name", "Secret Name Zqx", "company", "Secret Company Zqx"),
                Map.of("If-Match", "\"1\""));
        Answer key = owner.post("/keys", Map.of("name", "secret-key-zqx"));
        call = key.json().path("secret").asText();
        theirs.put("/keys/{id}", key.json().path("key").path("id").asText());
        theirs.put("/keys/{id}/{what}", "revoke");
        manage = secret(owner, "manages");
        Answer gone = owner.post("/keys", Map.of("name", "gone", "scope", "MANAGE"));
        revoked = gone.json().path("secret").asText();
        await(revoked, 200);
        owner.send("DELETE", "/keys/" + gone.json().path("key").path("id").asText(), Map.of(), Map.of());
        await(revoked, 401);

        Newcomer member = owner.inviting("DEVELOPER");
        theirs.put("/team/members/{id}", member.get("/me").json().path("id").asText());
        secrets.add(member.email());
        Answer invitation =
                owner.post("/team/invitations", Map.of("email", "secret-guest-zqx@example.com", "role", "BILLING"));
        theirs.put("/team/invitations/{id}", invitation.json().path("id").asText());
        String session = owner.get("/me/sessions")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asText();
        theirs.put("/me/sessions/{id}", session);
        theirs.put("/settings/sessions/{id}", session);
        theirs.put("/usage/calls.{extension}", "csv");
        UUID file = UUID.randomUUID();
        ominigate.send("GET", "/usage/calls.csv?file=" + file, "", session(owner));
        theirs.put("/usage/files/{id}", file.toString());
        Answer alert = owner.post("/alerts", Map.of("kind", "DAILY_SPEND", "threshold", "10.000000000"));
        theirs.put("/alerts/{id}", alert.json().path("id").asText());
        Answer asked = owner.post("/privacy-requests", Map.of("type", "ACCESS", "password", Newcomer.PASSWORD));
        for (String place : List.of("/privacy-requests/{id}", "/settings/privacy/{id}")) {
            theirs.put(place, asked.json().path("id").asText());
            theirs.put(place + "/package/{part}", "1");
        }
        String payment = UUID.randomUUID().toString();
        execute("""
                INSERT INTO payment.top_up (
                    id, account_id, kind, credit_cents, fee_cents, currency, state, request_key, asked_at)
                VALUES ('%1$s', '%2$s', 'CHECKOUT', 1000, 0, 'usd', 'EXPIRED', 'matrix-%1$s', now())
                """.formatted(payment, account));
        for (String place :
                List.of("/top-ups/{id}", "/payments/{id}", "/billing/top-ups/{id}", "/billing/payments/{id}")) {
            theirs.put(place, payment);
        }
        theirs.put("/billing/statements/{month}", YearMonth.now(ZoneOffset.UTC).toString());
        theirs.put("/billing/statements/{month}/{format}", "csv");

        bean(Credits.class).grant(account, GRANTED, "matrix " + account, "a test");
        new CallsOfTests()
                .call(
                        account,
                        UUID.fromString(theirs.get("/keys/{id}")),
                        "secret-model-zqx",
                        Instant.now().minusSeconds(5),
                        1_000_000)
                .store(ominigate.database());

        for (String link : List.of("/sign-up/{token}", "/reset/{token}", "/email/{token}", "/join/{token}")) {
            theirs.put(link, "no-such-link");
        }
        strangers = secret(Newcomer.signedIn(ominigate), "manages another");
        secrets.addAll(Set.of(
                owner.email(),
                "Secret Name Zqx",
                "Secret Company Zqx",
                "secret-key-zqx",
                "secret-guest-zqx@example.com",
                "secret-model-zqx",
                "456.789012345"));
        secrets.add(account.toString());
        secrets.addAll(
                theirs.values().stream().filter(value -> value.length() == 36).toList());
        // Chosen by whoever asks for the file, and told back to nobody.
        secrets.remove(file.toString());
    }

    private static Set<String> names() {
        return secrets.stream()
                .filter(secret -> secret.contains("@") || secret.length() == 36)
                .collect(Collectors.toSet());
    }

    @Test
    void everyRouteSaysWhoseItIs() {
        assertThat(routes.stream().filter(route -> route.permission() == null && !route.forEverybody()))
                .as("routes without @Permitted and without @ForEverybody")
                .extracting(CustomerRoute::name)
                .isEmpty();
    }

    /** Else the others would find nothing because there is nothing to be found. */
    @Test
    void theOwnerGetsToSeeAllOfIt() throws Exception {
        StringBuilder seen = new StringBuilder();
        for (CustomerRoute route : routes) {
            if (route.isSafe() && route.permission() != null) {
                Answer answer = send(route, session(owner));
                assertThat(answer.status()).as(route.name()).matches(EveryRouteTest::isAnswered, "is answered");
                seen.append(answer.response().body());
            }
        }
        assertThat(secrets).allSatisfy(secret -> assertThat(seen).contains(secret));
    }

    @Test
    void whoeverIsNotSignedInGetsNothing() throws Exception {
        refusedAs("nobody", Map.of(), needed(), EveryRouteTest::isShownTheWayIn);
    }

    @Test
    void aSessionThatNeverWasIsNone() throws Exception {
        refusedAs(
                "somebody with a made-up session",
                cookie("cs-" + "a".repeat(43)),
                needed(),
                EveryRouteTest::isShownTheWayIn);
    }

    @Test
    void anEndedSessionIsNone() throws Exception {
        Newcomer away = signedInAgain();
        String session = Objects.requireNonNull(away.cookie());
        away.send("DELETE", "/session", Map.of(), Map.of());

        refusedAs("somebody who signed out", cookie(session), needed(), EveryRouteTest::isShownTheWayIn);
    }

    @Test
    void anExpiredSessionIsNone() throws Exception {
        Newcomer away = signedInAgain();
        String session = Objects.requireNonNull(away.cookie());
        execute("UPDATE customer.session SET expires_at = now() - interval '1 second' WHERE member ="
                + " (SELECT id FROM customer.member WHERE email = '" + owner.email() + "')"
                + " AND id <> '" + theirs.get("/me/sessions/{id}") + "'");

        refusedAs("somebody whose session has expired", cookie(session), needed(), EveryRouteTest::isShownTheWayIn);
    }

    @Test
    void whoeverWasAskedOutGetsNothing() throws Exception {
        Newcomer gone = owner.inviting("DEVELOPER");
        String session = Objects.requireNonNull(gone.cookie());
        String id = gone.get("/me").json().path("id").asText();
        assertThat(owner.send("DELETE", "/team/members/" + id, Map.of(), Map.of())
                        .status())
                .isEqualTo(204);

        refusedAs("a removed member", cookie(session), needed(), EveryRouteTest::isShownTheWayIn);
    }

    /** Each of them as somebody new: some routes end what they are called by. */
    @Test
    void theOwnerOfAnotherAccountReachesNothing() throws Exception {
        refusedAs(
                "another account's owner",
                () -> cookie(strangerOf(MemberRole.OWNER, null)),
                needed(),
                (route, answer) -> isOfNobody(route, answer));
    }

    @ParameterizedTest
    @EnumSource(MemberRole.class)
    void aMemberWithoutTheRightIsRefused(MemberRole role) throws Exception {
        if (role != MemberRole.OWNER) {
            Map<String, String> member = cookie(strangerOf(role, account));
            refusedAs(
                    "a member: " + role,
                    member,
                    permissionWhere(permission -> !permission.roles().contains(role)),
                    (route, answer) -> answer.status() == 403);
        }
    }

    @Test
    void aKeyThatCallsModelsManagesNothing() throws Exception {
        refusedAs(
                "a key that calls",
                key(call),
                needed(),
                (route, answer) -> route.isPage() ? isShownTheWayIn(route, answer) : answer.status() == 403);
    }

    @Test
    void aRevokedKeyIsNone() throws Exception {
        refusedAs("a revoked key", key(revoked), needed(), EveryRouteTest::isShownTheWayIn);
    }

    @Test
    void aKeyThatManagesIsRefusedWhatNoKeyMay() throws Exception {
        refusedAs(
                "a key that manages",
                key(manage),
                permissionWhere(permission -> !permission.isOfKeys()),
                (route, answer) -> route.isPage() ? isShownTheWayIn(route, answer) : answer.status() == 403);
    }

    @Test
    void aKeyThatManagesAnotherAccountReachesNothing() throws Exception {
        refusedAs("another account's key", key(strangers), needed(), (route, answer) -> {
            if (route.isPage()) {
                return isShownTheWayIn(route, answer);
            }
            if (!Objects.requireNonNull(route.permission()).isOfKeys()) {
                return answer.status() == 403;
            }
            return isOfNobody(route, answer);
        });
    }

    @Test
    void whatAnotherSiteHasTheOwnersBrowserSendIsRefused() throws Exception {
        for (Map<String, String> from : List.of(
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "", "Origin", "https://elsewhere.example"),
                Map.of("Sec-Fetch-Site", "", "Origin", "null"),
                Map.of("Sec-Fetch-Site", ""))) {
            Map<String, String> headers = new HashMap<>(session(owner));
            headers.putAll(from);
            refusedAs(
                    "the owner's browser, for " + from,
                    headers,
                    routes.stream().filter(route -> !route.isSafe()).toList(),
                    (route, answer) -> answer.status() == 403);
        }
    }

    @Test
    void whileAnAccountIsSuspendedNothingChangesThatLetsCallsGoOn() throws Exception {
        String session = strangerOf(MemberRole.OWNER, null);
        UUID theirAccount = accountOf(session);
        bean(Accounts.class).setStatus(theirAccount, Account.Status.SUSPENDED);
        try (RowsOf theirRows = new RowsOf(ominigate.database(), Set.of(theirAccount.toString()))) {
            Map<String, String> before = theirRows.digests();
            refusedAs(
                    "the owner of a suspended account",
                    cookie(session),
                    permissionWhere(Permission::endsWithSuspension).stream()
                            .filter(route -> !route.isSafe())
                            .toList(),
                    (route, answer) -> answer.status() == 403);
            assertThat(theirRows.digests()).isEqualTo(before);
        }
        for (CustomerRoute route : needed()) {
            if (route.isSafe() && !route.namesSomething()) {
                assertThat(send(route, cookie(session)).status())
                        .as(route.name())
                        .matches(EveryRouteTest::isAnswered, "is answered");
            }
        }
    }

    @Test
    void aKeyOfASuspendedAccountManagesNothing() throws Exception {
        Newcomer suspended = Newcomer.signedIn(ominigate);
        String theirKey = secret(suspended, "manages");
        bean(Accounts.class)
                .setStatus(
                        UUID.fromString(
                                suspended.get("/me").json().path("account").asText()),
                        Account.Status.SUSPENDED);
        await(theirKey, 403);

        refusedAs(
                "a key of a suspended account",
                key(theirKey),
                needed(),
                (route, answer) -> route.isPage() ? isShownTheWayIn(route, answer) : answer.status() == 403);
    }

    @Test
    void nobodyIsSignedInToAClosedAccount() throws Exception {
        Newcomer closed = Newcomer.signedIn(ominigate);
        String theirKey = secret(closed, "manages");
        UUID theirAccount =
                UUID.fromString(closed.get("/me").json().path("account").asText());
        Transaction.run(
                bean(DataSource.class), transaction -> bean(Accounts.class).close(transaction, theirAccount));
        await(theirKey, 401);

        refusedAs("the owner of a closed account", session(closed), needed(), EveryRouteTest::isShownTheWayIn);
        refusedAs("a key of a closed account", key(theirKey), needed(), EveryRouteTest::isShownTheWayIn);
    }

    /** Where somebody comes from who must change before they may do something. */
    @FunctionalInterface
    private interface Asker {
        Map<String, String> headers() throws Exception;
    }

    private static void refusedAs(
            String who,
            Map<String, String> headers,
            List<CustomerRoute> asked,
            BiPredicate<CustomerRoute, Answer> isRefused)
            throws Exception {
        refusedAs(who, () -> headers, asked, isRefused);
    }

    private static void refusedAs(
            String who, Asker asker, List<CustomerRoute> asked, BiPredicate<CustomerRoute, Answer> isRefused)
            throws Exception {
        List<String> findings = new ArrayList<>();
        assertThat(asked).isNotEmpty();
        Map<String, String> before = rows.digests();
        for (CustomerRoute route : asked) {
            Answer answer = send(route, asker.headers());
            if (!isRefused.test(route, answer)) {
                findings.add("%s is answered %d: %s"
                        .formatted(
                                route,
                                answer.status(),
                                firstOf(answer.response().body())));
            }
            shown(route, answer).forEach(secret -> findings.add("%s shows %s".formatted(route, secret)));
        }
        Map<String, String> after = rows.digests();
        if (!after.equals(before)) {
            findings.add("one of these changes %s: %s".formatted(different(before, after), asked));
        }
        assertThat(findings).as("what %s can do", who).isEmpty();
    }

    /** Of what others may not see; what was asked for by its id may be named in the answer. */
    private static List<String> shown(CustomerRoute route, Answer answer) {
        String path = route.path(theirs);
        String all = answer.response().body() + answer.response().headers().map();
        return secrets.stream()
                .filter(secret -> !path.contains(secret) && all.contains(secret))
                .toList();
    }

    private static Set<String> different(Map<String, String> before, Map<String, String> after) {
        return after.keySet().stream()
                .filter(table -> !Objects.equals(before.get(table), after.get(table)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String firstOf(String body) {
        return body.substring(0, Math.min(body.length(), 200)).replace('\n', ' ');
    }

    /** Programs are told; people are shown where to sign in, and come back to where they were. */
    private static boolean isShownTheWayIn(CustomerRoute route, Answer answer) {
        if (!route.isPage()) {
            return answer.status() == 401;
        }
        String location = answer.response().headers().firstValue("location").orElse("");
        return answer.status() == 303
                && (route.isSafe() ? location.startsWith("/sign-in?to=%2F") : location.equals("/sign-in"));
    }

    /** What is somebody else's is nobody's; everything else is about the account of whoever asks. */
    private static boolean isOfNobody(CustomerRoute route, Answer answer) {
        return route.namesSomething() ? answer.status() == 404 || answer.status() == 503 : isAnswered(answer.status());
    }

    /** Also that nobody can pay here, as no provider of payments is set. */
    private static boolean isAnswered(int status) {
        return status < 500 || status == 503;
    }

    private static List<CustomerRoute> needed() {
        return permissionWhere(permission -> true);
    }

    private static List<CustomerRoute> permissionWhere(Predicate<Permission> condition) {
        return routes.stream()
                .filter(route -> route.permission() != null && condition.test(route.permission()))
                .toList();
    }

    private static Answer send(CustomerRoute route, Map<String, String> who) throws Exception {
        Map<String, String> headers = new HashMap<>(Map.of("Sec-Fetch-Site", "same-origin"));
        int number = COUNT.incrementAndGet();
        headers.put("X-Forwarded-For", "198.19.%d.%d".formatted(number / 250, number % 250 + 1));
        headers.put("Accept", route.isPage() ? "text/html,*/*;q=0.8" : "application/json,*/*;q=0.8");
        if (!route.isSafe()) {
            headers.put("If-Match", "\"1\"");
            headers.put("Idempotency-Key", "matrix-" + number);
        }
        headers.putAll(who);
        headers.values().removeIf(String::isEmpty);
        String path = route.path(theirs);
        if (route.isSafe()) {
            return ominigate.send("GET", path, "", headers);
        }
        String body = route.body(Map.of(
                "password",
                Newcomer.PASSWORD,
                "present",
                Newcomer.PASSWORD,
                "name",
                "attacked",
                "role",
                "BILLING",
                "language",
                "en",
                "email",
                "attacker-%d@example.com".formatted(number)));
        return route.isPage()
                ? ominigate.sendForm(path, body, headers)
                : ominigate.send(route.method().name(), path, body, headers);
    }

    private static Map<String, String> session(Newcomer who) {
        return cookie(Objects.requireNonNull(who.cookie()));
    }

    private static Map<String, String> cookie(String session) {
        return Map.of("Cookie", "session=" + session);
    }

    private static Map<String, String> key(String key) {
        return Map.of("Authorization", "Bearer " + key);
    }

    private static Newcomer signedInAgain() throws Exception {
        Newcomer away = owner.elsewhere();
        assertThat(away.post("/session", away.credentials()).status()).isEqualTo(200);
        return away;
    }

    private static String secret(Newcomer who, String name) throws Exception {
        String secret = who.post("/keys", Map.of("name", name, "scope", "MANAGE"))
                .json()
                .path("secret")
                .asText();
        await(secret, 200);
        return secret;
    }

    private static void await(String key, int status) {
        Await.until(
                "the key is answered " + status,
                () -> ominigate.send("GET", "/api/v1/keys", "", key(key)).status() == status);
    }

    /**
     * The session of somebody new, as quickly as the database makes one.
     *
     * @param account which they are in; null for one of their own
     */
    private static String strangerOf(MemberRole role, @Nullable UUID account) throws SQLException {
        String email = "stranger-%s@example.com".formatted(UUID.randomUUID());
        return Transaction.run(bean(DataSource.class), transaction -> {
            try {
                UUID theirs = account == null
                        ? bean(Accounts.class).open(transaction, email).id()
                        : account;
                return bean(Sessions.class)
                        .open(
                                transaction,
                                bean(Members.class).add(transaction, theirs, email, role, kept, Locale.ENGLISH),
                                "Firefox · Linux")
                        .token();
            } catch (Accounts.EmailInUse e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static UUID accountOf(String session) throws Exception {
        return UUID.fromString(ominigate
                .send("GET", "/api/v1/me", "", cookie(session))
                .json()
                .path("account")
                .asText());
    }

    private static String passwordOf(String email) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT password FROM customer.member WHERE email = ?")) {
            query.setString(1, email);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }
}
