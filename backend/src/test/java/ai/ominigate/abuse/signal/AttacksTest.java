package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.SafetyIdentifiers;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.gateway.OpenAiAnswers;
import ai.ominigate.gateway.Script;
import ai.ominigate.gateway.UpstreamDouble;
import ai.ominigate.gateway.WireClient;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestClock;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attackers at a running OminiGate, over the wire: each raises the flag that is meant, with the points that the table
 * says, and no other. What one does, no other test does from the same networks or with the same keys.
 */
class AttacksTest {
    private static UpstreamDouble upstream;
    private static RunningOminiGate ominigate;
    private static TestClock clock;

    /** What the upstream says it used. */
    private static volatile int tokens = 100;

    private static volatile String finish = "stop";

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        upstream = UpstreamDouble.start();
        upstream.lane("provider").forgetful().always(request -> Script.json(200, answer()));
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.trusted-proxies", "127.0.0.0/8");
        settings.put("ominigate.providers.double.dialect", "openai");
        settings.put(
                "ominigate.providers.double.base-url",
                upstream.baseUrl("provider").toString());
        settings.put("ominigate.providers.double.api-key", "secret");
        settings.put("ominigate.providers.double.subprocessor", "Double Inc.");
        for (String model : List.of("usual", "dear")) {
            String prefix = "ominigate.models." + model + ".";
            settings.put(prefix + "upstreams[0].provider", "double");
            settings.put(prefix + "upstreams[0].model", "m");
            settings.put(prefix + "price.input", "0.01");
            settings.put(prefix + "price.output", model.equals("dear") ? "1000" : "0.01");
            settings.put(prefix + "context-window", 100_000);
            settings.put(prefix + "max-output", 50_000);
        }
        settings.put(
                "ominigate.network-files.geo",
                new MmdbFile()
                        .city("192.0.2.0/26", "NL", 52.37, 4.9, 20)
                        .city("192.0.2.64/26", "DE", 52.52, 13.4, 20)
                        .city("192.0.2.128/26", "US", 40.71, -74.0, 50)
                        .write(
                                folder.resolve("geo.mmdb"),
                                java.time.InstantSource.system().instant())
                        .toString());
        settings.put(
                "ominigate.network-files.tor",
                Files.writeString(folder.resolve("tor.txt"), "192.0.2.250\n").toString());
        ominigate = RunningOminiGate.with(settings);
        clock = ominigate.application().context().getBean(TestClock.class);
        // Models have been sold for a while: on the first days of one everybody tries it.
        clock.advance(Duration.ofDays(3));
        clock.stop();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
        upstream.close();
    }

    private static String answer() {
        return OpenAiAnswers.text("x", OpenAiAnswers.usage(0, 0, tokens, 0))
                .replace("\"finish_reason\":\"stop\"", "\"finish_reason\":\"" + finish + "\"");
    }

    @Test
    void probingUnknownKeys() throws Exception {
        for (int i = 0; i < 30; i++) {
            assertThat(call("og-" + "%010d".formatted(i * 7_919) + "x".repeat(33), "usual", "203.0.113.1"))
                    .isEqualTo(401);
        }
        assertRaised("S3 40", "network:203.0.113.1/32");
    }

    @Test
    void probingThroughLookUpsOfManyAddressesOfOneSubscriber() throws Exception {
        for (int i = 0; i < 30; i++) {
            String secret = "og-" + "%010d".formatted(i * 104_729) + "y".repeat(33);
            ominigate.send("GET", "/v1/credits", "", headers(secret, "2001:db8:7:7::" + Integer.toHexString(i + 1)));
        }
        assertRaised("S3 40", "network:2001:db8:7:7::/64");
    }

    /** One attacker has a /56 or a /48, and goes from one /64 of it to the next. */
    @Test
    void probingFromOneSubnetAfterTheOtherOfAHomeAndOfABusiness() throws Exception {
        List<String> subnets = new ArrayList<>();
        for (int home = 0; home < 3; home++) {
            for (int link = 0; link < 3; link++) {
                String subnet = "2001:db8:9:" + Integer.toHexString(home * 256 + link);
                subnets.add(subnet + "::/64");
                inParallel(
                        30,
                        i -> call(
                                "og-" + "%010d".formatted((subnets.size() * 31L + i) * 86_028_121L) + "v".repeat(33),
                                "usual",
                                subnet + "::" + Integer.toHexString(i + 1)));
                if (subnets.size() == 2) {
                    assertRaised("S3 40", "network:2001:db8:9:1::/64");
                    assertThat(raised("network:2001:db8:9::/56"))
                            .as("two are not a home")
                            .isEmpty();
                }
            }
        }
        assertRaised("S3 40", "network:2001:db8:9::/48");
        for (int home = 0; home < 3; home++) {
            assertRaised("S3 40", "network:2001:db8:9:" + (home == 0 ? ":" : home + "00::") + "/56");
        }
        for (String subnet : subnets) {
            assertRaised("S3 40", "network:" + subnet.replace("9:0::", "9::"));
        }
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        for (int bits : List.of(56, 48)) {
            JsonNode impact = analyst.send(
                            "POST",
                            "/admin/v1/abuse/decisions/preview",
                            "{\"action\":\"BLOCK_NETWORK\",\"scope\":\"API\",\"reason\":\"a test\",\"network\":\"2001:db8:9::/"
                                    + bits + "\"}")
                    .json();
            assertThat(impact.path("secondPerson").asBoolean())
                    .as("a /48 is two persons'")
                    .isEqualTo(bits == 48);
        }
    }

    /** As GitHub and whoever else reads what is public tell us. */
    @Test
    void puttingAKeyWhereEverybodyReadsIt() throws Exception {
        Customer customer = customer("{}");
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        assertThat(analyst.send(
                                "POST",
                                "/admin/v1/abuse/leaked-keys",
                                "{\"key\": \"%s\", \"where\": \"example/website\", \"reference\": \"R-1\"}"
                                        .formatted(customer.secret()))
                        .status())
                .isEqualTo(201);
        assertRaised("S7 60", "key:" + customer.key());
        assertThat(raised("account:" + customer.account())).isEmpty();
    }

    @Test
    void doingWhatAProviderComplainsOf() throws Exception {
        Customer customer = customer("{}");
        String known = ominigate
                .application()
                .context()
                .getBean(SafetyIdentifiers.class)
                .of("Double Inc.", UUID.fromString(customer.account()));
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        JsonNode opened = analyst.send(
                        "POST",
                        "/admin/v1/abuse/notices",
                        "{\"provider\": \"Double Inc.\", \"safetyIdentifier\": \"%s\", \"reference\": \"N-1\", \"words\": \"x\"}"
                                .formatted(known))
                .json();
        assertThat(opened.path("priority").asInt()).isEqualTo(1);
        assertRaised("S13 60", "account:" + customer.account());
        assertThat(raised("key:" + customer.key())).isEmpty();
    }

    @Test
    void stuffingTheStaffsDoor() throws Exception {
        inParallel(24, i -> signIn("nobody-" + i % 9 + "@ominigate.example", "203.0.113.2"));
        assertRaised("S1 30", "network:203.0.113.2/32");
    }

    @Test
    void guessingAMembersPasswordFromManyNetworks() throws Exception {
        Colleague member = Colleague.signedIn(ominigate, Role.SUPPORT);
        inParallel(12, i -> signIn(member.email(), "203.0.113." + (20 + i % 6)));
        Await.until(
                "a flag of one of the networks is raised",
                () -> !raisedAmong(20, 26).isEmpty());
        assertThat(raisedAmong(20, 26)).containsOnly("S2 25");
        assertThat(raised("account:" + member.id()))
                .as("which there is none of")
                .isEmpty();
    }

    private static List<String> raisedAmong(int from, int to) throws SQLException {
        List<String> raised = new ArrayList<>();
        for (int i = from; i < to; i++) {
            raised.addAll(raised("network:203.0.113." + i + "/32"));
        }
        return raised;
    }

    @Test
    void stuffingTheCustomersDoor() throws Exception {
        inParallel(24, i -> enter("nobody-" + i % 9 + "@example.com", "203.0.113.30"));
        assertRaised("S1 30", "network:203.0.113.30/32");
    }

    @Test
    void guessingACustomersPasswordFromManyNetworks() throws Exception {
        Newcomer victim = Newcomer.signedIn(ominigate);
        inParallel(12, i -> enter(victim.email(), "203.0.113." + (31 + i % 6)));
        assertRaised("S2 25", "account:" + account(victim));
        assertThat(victim.letter("PASSWORD_GUESSED"))
                .as("whoever can choose another is told")
                .isNotEmpty();
    }

    @Test
    void farmingFreeCreditByOneMailbox() throws Exception {
        String account = "";
        for (int i = 0; i < 3; i++) {
            account = account(
                    Newcomer.named(ominigate, "far.mer+" + i + "@gmail.com").signUp());
        }
        assertRaised("S9 25", "account:" + account);
    }

    /** Given by the staff, as nobody gets credit by signing up. */
    @Test
    void burningCreditThatSeveralNewAccountsOfOneNetworkWereGiven() throws Exception {
        Map<String, String> there = Map.of("X-Forwarded-For", "203.0.113.60");
        tokens = 40_000; // $40 of $41
        for (int i = 0; i < 3; i++) {
            Newcomer farmer = Newcomer.at(ominigate);
            farmer.send("POST", "/sign-up", farmer.credentials(), there);
            Map<String, String> confirmed =
                    Map.of("token", farmer.letter("SIGN_UP_CONFIRM"), "password", Newcomer.PASSWORD);
            assertThat(farmer.send("POST", "/sign-up/confirm", confirmed, there).status())
                    .isEqualTo(201);
            Customer customer = customer(account(farmer), "41", "{}");
            assertThat(call(customer.secret(), "dear", "203.0.113.61")).isEqualTo(200);
        }
        settled();
        BurnedCredit burned = ominigate.application().context().getBean(BurnedCredit.class);
        Await.until("a flag of the network is raised", () -> {
            burned.look();
            return !raised("network:203.0.113.60/32").isEmpty();
        });
        assertThat(raised("network:203.0.113.60/32")).containsExactly("S9 25");
    }

    @Test
    void comingToADashboardFromTwoContinentsAtOnce() throws Exception {
        Newcomer owner = Newcomer.signedIn(ominigate);
        for (String address : List.of("192.0.2.3", "192.0.2.131")) {
            Newcomer somewhere = owner.elsewhere();
            assertThat(somewhere
                            .send("POST", "/session", owner.credentials(), Map.of("X-Forwarded-For", address))
                            .status())
                    .isEqualTo(200);
        }
        assertRaised("S16 15", "account:" + account(owner));
    }

    @Test
    void takingAnAccountOver() throws Exception {
        Newcomer victim = Newcomer.signedIn(ominigate);
        settled();
        clock.advance(Duration.ofHours(1));
        Newcomer thief = victim.elsewhere();
        String account = "account:" + account(victim);
        String mailbox = "thief@example.org";
        thief.send(
                "POST",
                "/session",
                victim.credentials(),
                Map.of("User-Agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0"));
        thief.send("PUT", "/me/email", Map.of("email", mailbox, "password", Newcomer.PASSWORD), Map.of());
        for (String token : List.of(victim.letter("EMAIL_CONFIRM_OLD"), victim.letter("EMAIL_CONFIRM_NEW", mailbox))) {
            assertThat(thief.post("/email/confirm", Map.of("token", token)).status())
                    .isEqualTo(200);
        }
        assertThat(raised(account)).isEmpty();
        assertThat(thief.post("/keys", Map.of("name", "mine")).status()).isEqualTo(201);

        assertRaised("S18 35", account);
    }

    private static String account(Newcomer who) throws Exception {
        return texts("SELECT account FROM customer.member WHERE email = '" + who.email() + "'")
                .getFirst();
    }

    /** As a browser, with a wrong password. Whoever finds the door crowded comes again. */
    private static int enter(String email, String address) throws IOException, InterruptedException {
        String body = "{\"email\":\"" + email + "\",\"password\":\"wrong horse battery\"}";
        return refused(() -> ominigate
                .send(
                        "POST",
                        "/api/v1/session",
                        body,
                        Map.of("X-Forwarded-For", address, "Sec-Fetch-Site", "same-origin"))
                .status());
    }

    @Test
    void sharingAKeyOverCountries() throws Exception {
        Customer customer = customer("{}");
        for (String address : List.of("192.0.2.1", "192.0.2.65", "192.0.2.129")) {
            assertThat(call(customer.secret(), "usual", address)).isEqualTo(200);
        }
        assertRaised("S4 25", "key:" + customer.key());
    }

    @Test
    void puttingAStolenKeyToWorkOnAModelItNeverUsed() throws Exception {
        Customer customer = customer("{}");
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE accounts.account SET email = 'robbed@example.com' WHERE id = '" + customer.account() + "'");
        }
        tokens = 400;
        for (int hour = 0; hour < 4; hour++) {
            assertThat(call(customer.secret(), "usual", "203.0.113.3")).isEqualTo(200);
            settled();
            clock.advance(Duration.ofHours(1));
        }
        tokens = 2;
        call(customer.secret(), "dear", "203.0.113.4");
        settled();
        clock.advance(Duration.ofHours(8));
        tokens = 9_000; // $9, too little for a spike
        for (int i = 0; i < 2; i++) {
            call(customer.secret(), "dear", "203.0.113.4");
        }
        assertThat(raised("key:" + customer.key())).isEmpty();
        tokens = 2_000; // of $20 together, which is no spike either
        call(customer.secret(), "dear", "203.0.113.4");
        assertRaised("S5 45", "key:" + customer.key());
        assertThat(raised("account:" + customer.account())).isEmpty();
        assertThat(ominigate.application().context().getBean(Decisions.class).of(Entity.parse("key:" + customer.key())))
                .as("slowed down until somebody decides")
                .singleElement()
                .satisfies(decision -> {
                    assertThat(decision.action()).isEqualTo(DecisionAction.THROTTLE);
                    assertThat(decision.automatic()).isTrue();
                    assertThat(decision.lasts()).isEqualTo(Duration.ofHours(1));
                });
        assertThat(texts("SELECT template FROM mail.letter WHERE recipient = 'robbed@example.com'"))
                .as("its owner pays for each minute, and is told what is done about it")
                .containsExactlyInAnyOrder("KEY_AT_RISK", "ABUSE_RESTRICTION_FOR_NOW");
        samplesTellWhatWasCalled("key:" + customer.key());
    }

    /** In numbers alone: the log has the addresses, and usage has the rest. */
    private static void samplesTellWhatWasCalled(String entity) throws Exception {
        Colleague analyst = Colleague.signedIn(ominigate, Role.TRUST_SAFETY);
        String id = texts("SELECT case_id FROM abuse.flag WHERE entity = '" + entity + "'")
                .getFirst();
        JsonNode sample = Await.value(
                "a sample is taken",
                () -> analyst.send("GET", "/admin/v1/abuse/cases/" + id, "")
                        .json()
                        .at("/evidence/samples/0"),
                first -> first.has("model"));
        assertThat(sample.path("route").asText()).isEqualTo("/v1/chat/completions");
        assertThat(sample.path("model").asText()).isEqualTo("dear");
        assertThat(sample.path("status").asInt()).isEqualTo(200);
        assertThat(sample.path("tokens").asLong()).isPositive();
        assertThat(sample.path("latencyMillis").isNumber()).isTrue();
    }

    @Test
    void spendingLikeNeverBefore() throws Exception {
        Customer customer = customer("{}");
        tokens = 100;
        for (int quarter = 0; quarter < 10; quarter++) {
            call(customer.secret(), "dear", "203.0.113.5");
            settled();
            clock.advance(Duration.ofMinutes(15));
        }
        tokens = 25_000;
        call(customer.secret(), "dear", "203.0.113.5");
        assertRaised("S6 20", "account:" + customer.account());
        assertThat(raised("key:" + customer.key())).isEmpty();
    }

    @Test
    void comingFromEverOtherAddresses() throws Exception {
        Customer customer = customer("{}");
        inParallel(55, i -> call(customer.secret(), "usual", "198.51.100." + i));
        assertRaised("S8 20", "key:" + customer.key());
    }

    @Test
    void askingForWhatProvidersRefuse() throws Exception {
        Customer customer = customer("{}");
        tokens = 5;
        for (int i = 0; i < 40; i++) {
            finish = i % 4 == 0 ? "content_filter" : "stop";
            call(customer.secret(), "usual", "203.0.113.6");
        }
        finish = "stop";
        Await.until(
                "the flag is raised",
                () -> raised("key:" + customer.key()).stream().anyMatch(flag -> flag.matches("S12 (25|30)")));
        assertThat(raised("key:" + customer.key())).hasSize(1);
    }

    @Test
    void stormingARateLimit() throws Exception {
        Customer customer = customer("{\"requestsPerMinute\": 60}");
        String request = WireClient.head("/v1/chat/completions", customer.secret(), body("usual"))
                        .replace("Host:", "X-Forwarded-For: 203.0.113.8\r\nHost:")
                + body("usual");
        for (int minute = 0; minute < 12; minute++) {
            inParallel(4, i -> pipelined(request, 330));
            settled();
            clock.advance(Duration.ofMinutes(1));
        }
        assertRaised("S14 15", "key:" + customer.key());
    }

    /** What we refuse of our own accord is no storm of theirs. */
    @Test
    void whomWeSlowDownIsNotFlaggedForThat() throws Exception {
        Customer customer = customer("{}");
        Decisions decisions = ominigate.application().context().getBean(Decisions.class);
        UUID throttle = Transaction.run(
                ominigate.database().dataSource(),
                transaction -> decisions.automatic(
                        transaction,
                        Entity.parse("key:" + customer.key()),
                        DecisionAction.THROTTLE,
                        AbuseCategory.EXCESSIVE_LOAD,
                        Duration.ofMinutes(60),
                        UUID.randomUUID(),
                        "a test"));
        assertThat(throttle).isNotNull();
        Await.until("slowed down", () -> call(customer.secret(), "usual", "203.0.113.40") == 429);
        String request = WireClient.head("/v1/chat/completions", customer.secret(), body("usual"))
                        .replace("Host:", "X-Forwarded-For: 203.0.113.40\r\nHost:")
                + body("usual");
        for (int minute = 0; minute < 12; minute++) {
            inParallel(4, i -> pipelined(request, 330));
            settled();
            clock.advance(Duration.ofMinutes(1));
        }
        // What was seen before another's abuse is counted by the time that one is flagged.
        for (int i = 0; i < 30; i++) {
            call("og-" + "%010d".formatted(i * 15_485_863) + "z".repeat(33), "usual", "203.0.113.41");
        }
        assertRaised("S3 40", "network:203.0.113.41/32");
        assertThat(raised("key:" + customer.key())).isEmpty();
    }

    @Test
    void scrapingTheCatalogue() throws Exception {
        inParallel(
                4, i -> pipelined("GET /v1/models HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n", 155));
        assertRaised("S15 10", "network:203.0.113.9/32");
    }

    @Test
    void callingThroughTor() throws Exception {
        Customer customer = customer("{}");
        call(customer.secret(), "usual", "192.0.2.250");
        assertRaised("S17 10", "network:192.0.2.250/32");
        assertThat(raised("key:" + customer.key())).isEmpty();
    }

    // ---- what attackers do

    private record Customer(String account, String key, String secret) {}

    private static Customer customer(String limits) throws IOException, InterruptedException {
        String account = ominigate
                .admin("POST", "/admin/v1/accounts", "{\"name\":\"Attacked\"}")
                .json()
                .path("id")
                .asText();
        return customer(account, "900", limits);
    }

    /** @param dollars that it is given */
    private static Customer customer(String account, String dollars, String limits)
            throws IOException, InterruptedException {
        ominigate.admin("POST", "/admin/v1/accounts/" + account + "/grants", """
                {"amount": "%s", "reason": "a test", "idempotencyKey": "%s"}
                """.formatted(dollars, account));
        var made = ominigate
                .admin(
                        "POST",
                        "/admin/v1/accounts/" + account + "/keys",
                        "{\"name\":\"attacked\",\"limits\":" + limits + "}")
                .json();
        Customer customer = new Customer(
                account,
                made.path("key").path("id").asText(),
                made.path("secret").asText());
        Await.until(
                "the key is known",
                () -> ominigate
                                .send("GET", "/v1/credits", "", headers(customer.secret(), "203.0.113.250"))
                                .status()
                        == 200);
        return customer;
    }

    private static Map<String, String> headers(String secret, String address) {
        return Map.of("Authorization", "Bearer " + secret, "X-Forwarded-For", address);
    }

    private static String body(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":40000,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    }

    private static int call(String secret, String model, String address) throws IOException, InterruptedException {
        return ominigate
                .send("POST", "/v1/chat/completions", body(model), headers(secret, address))
                .status();
    }

    private static int signIn(String email, String address) throws IOException, InterruptedException {
        String body = "{\"email\":\"" + email + "\",\"password\":\"wrong horse battery\",\"totp\":\"000000\"}";
        return refused(() -> ominigate
                .send("POST", "/admin/v1/session", body, Map.of("X-Forwarded-For", address))
                .status());
    }

    private interface Try {
        int make() throws IOException, InterruptedException;
    }

    /**
     * A try that was looked at, or turned away for those before it. On a busy machine some find that too many are signing in
     * at the moment: nothing was tried by them, so attackers come again.
     */
    private static int refused(Try attempt) throws IOException, InterruptedException {
        int status = attempt.make();
        for (int again = 0; status == 503 && again < 100; again++) {
            status = attempt.make();
        }
        assertThat(status).isIn(401, 429);
        return status;
    }

    private static int pipelined(String request, int times) throws IOException {
        try (WireClient client = WireClient.to(ominigate.application().baseUrl())) {
            int last = 0;
            for (int sent = 0; sent < times; sent += 10) {
                client.send(request.repeat(Math.min(10, times - sent)));
                for (int i = 0; i < Math.min(10, times - sent); i++) {
                    last = client.answer().status();
                }
            }
            return last;
        }
    }

    private interface Attempt {
        int make(int number) throws IOException, InterruptedException;
    }

    private static void inParallel(int times, Attempt attempt) throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < times; i++) {
                int number = i;
                all.add(threads.submit(() -> attempt.make(number)));
            }
        }
        for (Future<Integer> each : all) {
            each.get();
        }
    }

    /** Calls are timed by the clock when they come, so that it may be moved when they were taken. */
    private static void settled() {
        Observations observations = ominigate.application().context().getBean(Observations.class);
        Await.until("all is counted", () -> observations.waiting() == 0);
    }

    // ---- what is raised

    private static void assertRaised(String signalAndPoints, String entity) {
        Await.until("a flag of " + entity + " is raised", () -> !raised(entity).isEmpty());
        assertThat(raisedOf(entity)).containsExactly(signalAndPoints);
    }

    private static List<String> raisedOf(String entity) {
        try {
            return raised(entity);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> raised(String entity) throws SQLException {
        return texts("SELECT signal || ' ' || points FROM abuse.flag WHERE NOT shadow AND entity = '" + entity + "'");
    }

    private static List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
