package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.gateway.OpenAiAnswers;
import ai.ominigate.gateway.Script;
import ai.ominigate.gateway.UpstreamDouble;
import ai.ominigate.gateway.WireClient;
import ai.ominigate.platform.TestClock;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * An hour of customers who do nothing wrong, at a running OminiGate and over the wire, replayed fast: an office behind one
 * address, build servers, phones, a batch of jobs, and a model that came out today. What {@link HonestTrafficTest} tells
 * of rules by themselves, with a week before it, this tells of all that stands between a request and a flag.
 */
class HonestHourTest {
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final String OFFICE = "198.51.100.10";

    private final Random random = new Random(20261128);
    private int waiting;
    private int answered;

    /** What the upstream says it used. */
    private volatile int tokens = 300;

    @Test
    void anHourOfHonestTrafficRaisesNothing() throws Exception {
        try (UpstreamDouble upstream = UpstreamDouble.start()) {
            upstream.lane("provider")
                    .forgetful()
                    .always(request -> Script.json(200, OpenAiAnswers.text("x", OpenAiAnswers.usage(0, 0, tokens, 0))));
            try (RunningOminiGate ominigate = RunningOminiGate.with(settings(upstream))) {
                hour(ominigate);
            }
        }
    }

    private static Map<String, Object> settings(UpstreamDouble upstream) {
        Map<String, Object> settings = new HashMap<>(TestClock.SETTINGS);
        settings.put("ominigate.trusted-proxies", "127.0.0.0/8");
        settings.put("ominigate.providers.double.dialect", "openai");
        settings.put(
                "ominigate.providers.double.base-url",
                upstream.baseUrl("provider").toString());
        settings.put("ominigate.providers.double.api-key", "secret");
        settings.put("ominigate.providers.double.subprocessor", "Double Inc.");
        for (String model : List.of("usual", "launched")) {
            String prefix = "ominigate.models." + model + ".";
            settings.put(prefix + "upstreams[0].provider", "double");
            settings.put(prefix + "upstreams[0].model", "m");
            settings.put(prefix + "price.input", "0.5");
            settings.put(prefix + "price.output", "10");
            settings.put(prefix + "context-window", 100_000);
            settings.put(prefix + "max-output", 50_000);
        }
        return settings;
    }

    private void hour(RunningOminiGate ominigate) throws Exception {
        TestClock clock = ominigate.application().context().getBean(TestClock.class);
        clock.stop();
        soldForLong(ominigate, "usual");
        List<String> office = keys(ominigate, 8, "{}");
        List<String> phones = keys(ominigate, 6, "{}");
        String builds = keys(ominigate, 1, "{}").getFirst();
        String limited = keys(ominigate, 1, "{\"requestsPerMinute\": 60}").getFirst();
        String batch = keys(ominigate, 1, "{}").getFirst();
        Newcomer employee = Newcomer.signedIn(ominigate);
        long begin = clock.millis();
        try (WireClient line = WireClient.to(ominigate.application().baseUrl())) {
            for (int tick = 0; tick < 120; tick++) {
                tokens = 200 + random.nextInt(200);
                for (int i = 0; i < 10; i++) {
                    call(line, office.get(random.nextInt(office.size())), "usual", OFFICE);
                }
                for (int i = 0; i < 4; i++) {
                    int phone = random.nextInt(phones.size());
                    call(line, phones.get(phone), "usual", "198.51.101." + (phone * 8 + random.nextInt(8) + 1));
                }
                // Runners come and go in a cloud; one asks too often, and backs off.
                for (int i = 0; i < 4; i++) {
                    call(line, builds, "usual", "198.51.102." + (1 + tick / 3));
                }
                for (int i = 0; i < (tick % 10 == 0 ? 90 : 0); i++) {
                    call(line, limited, "usual", "198.51.102.200");
                }
                // All at once, at its hour.
                for (int i = 0; i < (tick >= 40 && tick < 60 ? 20 : 0); i++) {
                    call(line, batch, "usual", "198.51.103.7");
                }
                // Everybody tries what came out today; then some move their work there.
                tokens = tick < 30 ? 20 : 2_000;
                call(line, office.get(random.nextInt(tick < 30 ? office.size() : 3)), "launched", OFFICE);
                if (tick % 3 == 0) {
                    line.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.104.1\r\n\r\n");
                    waiting++;
                }
                if (tick % 20 == 10) {
                    // A key of last year, on a laptop; a slip of the finger; a colleague who is new today.
                    call(line, "og-" + "%010d".formatted(tick * 7_919) + "x".repeat(33), "usual", OFFICE);
                    visits(employee);
                }
                answers(line);
                settled(ominigate);
                clock.advance(TICK);
            }
        }
        assertThat(clock.millis() - begin).isEqualTo(Duration.ofHours(1).toMillis());
        assertThat(answered).as("there was traffic").isGreaterThan(3_000);
        // Whoever is caught now comes behind all of it.
        for (int i = 0; i < 30; i++) {
            String guess = "og-" + "%010d".formatted(i * 104_729) + "z".repeat(33);
            ominigate.send(
                    "GET",
                    "/v1/credits",
                    "",
                    Map.of("Authorization", "Bearer " + guess, "X-Forwarded-For", "198.51.105.1"));
        }
        Await.until("the first attacker is flagged", () -> !flags(ominigate).isEmpty());
        assertThat(flags(ominigate)).containsExactly("S3 network:198.51.105.1/32");
    }

    private static void visits(Newcomer employee) throws Exception {
        Map<String, String> there = Map.of("X-Forwarded-For", OFFICE);
        Newcomer again = employee.elsewhere();
        again.send("POST", "/session", Map.of("email", again.email(), "password", "a slip of the finger"), there);
        assertThat(again.send("POST", "/session", again.credentials(), there).status())
                .isEqualTo(200);
        again.send("GET", "/me", Map.of(), there);
    }

    /** Prices are in a book that only grows, so that what was sold before the test is written into it from outside. */
    private static void soldForLong(RunningOminiGate ominigate, String model) throws SQLException {
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("UPDATE catalog.price_version SET effective_from = effective_from - INTERVAL '90 days'"
                    + " WHERE model = '" + model + "'");
        }
    }

    /** Each of an account of its own. */
    private static List<String> keys(RunningOminiGate ominigate, int count, String limits)
            throws IOException, InterruptedException {
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String accounts = "/admin/v1/accounts";
            String account = ominigate
                    .admin("POST", accounts, "{\"name\":\"Honest\"}")
                    .json()
                    .path("id")
                    .asText();
            ominigate.admin(
                    "POST",
                    accounts + "/" + account + "/grants",
                    "{\"amount\": \"900\", \"reason\": \"a test\", \"idempotencyKey\": \"" + account + "\"}");
            secrets.add(ominigate
                    .admin(
                            "POST",
                            accounts + "/" + account + "/keys",
                            "{\"name\":\"honest\",\"limits\":" + limits + "}")
                    .json()
                    .path("secret")
                    .asText());
        }
        Await.until(
                "the keys are known",
                () -> ominigate
                                .send(
                                        "GET",
                                        "/v1/credits",
                                        "",
                                        Map.of(
                                                "Authorization",
                                                "Bearer " + secrets.getLast(),
                                                "X-Forwarded-For",
                                                OFFICE))
                                .status()
                        == 200);
        return secrets;
    }

    private void call(WireClient line, String secret, String model, String address) throws IOException {
        String body = "{\"model\":\"" + model
                + "\",\"max_tokens\":3000,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        line.send(WireClient.head("/v1/chat/completions", secret, body)
                        .replace("Host:", "X-Forwarded-For: " + address + "\r\nHost:")
                + body);
        waiting++;
        if (waiting >= 10) {
            answers(line);
        }
    }

    private void answers(WireClient line) throws IOException {
        for (; waiting > 0; waiting--) {
            assertThat(line.answer().status()).isIn(200, 401, 429);
            answered++;
        }
    }

    private static void settled(RunningOminiGate ominigate) {
        Observations observations = ominigate.application().context().getBean(Observations.class);
        Await.until("all is counted", () -> observations.waiting() == 0);
    }

    private static List<String> flags(RunningOminiGate ominigate) throws SQLException {
        List<String> flags = new ArrayList<>();
        try (Connection connection = ominigate.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT signal || ' ' || entity FROM abuse.flag")) {
            while (row.next()) {
                flags.add(row.getString(1));
            }
        }
        return flags;
    }
}
