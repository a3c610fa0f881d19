package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.gateway.BilledCalls.Row;
import ai.ominigate.platform.OperatorsPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process whose database dies, freezes or is stopped while callers call.
 *
 * <p>The account has the demo's $25. Its 50 calls a second cost less than ten cents together, so that the slice at hand
 * lasts longer than any outage here: not one call may be refused.
 */
class DatabaseOutageIT {
    private static final int CALLS_PER_SECOND = 50;
    private static final int CALLS_OF_TWENTY_SECONDS = 20 * CALLS_PER_SECOND;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** From the moment on when the database answers again. */
    private static final Duration USED_AGAIN_WITHIN = Duration.ofSeconds(2);

    private static final Duration STORED_WITHIN = Duration.ofSeconds(8);

    /** The least that anything waits for a database that is away; no call may be that slow. */
    private static final Duration A_WAIT_FOR_THE_DATABASE = Duration.ofSeconds(3);

    @TempDir
    private static Path folder;

    private static MeteredUpstream upstream;
    private static RealProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        upstream = MeteredUpstream.start();
        gateway = process(folder).start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private static RealProcess process(Path folder) throws IOException {
        return RealProcess.in(folder)
                .withYaml(upstream.yaml())
                // So that the tests see soon that nothing is held.
                .with("OMINIGATE_BILLING_LEASES_IDLE", "1s");
    }

    @Test
    void whenTheEmbeddedServerIsKilledItIsStartedAgainAndNoCallNotices() throws Exception {
        try (Callers callers = Callers.of(gateway)) {
            ProcessHandle killed = gateway.databaseServer();

            killed.destroyForcibly();

            awaitAnotherServerThan(killed);
            callers.haveNoticedNothing();
        }
    }

    @Test
    void whenTheEmbeddedServerIsToldToStopItIsStartedAgainAndNoCallNotices() throws Exception {
        try (Callers callers = Callers.of(gateway)) {
            ProcessHandle stopped = gateway.databaseServer();

            // SIGTERM, on which PostgreSQL lets nobody in any more and waits for those who are to leave.
            stopped.destroy();

            awaitAnotherServerThan(stopped);
            callers.haveNoticedNothing();
        }
    }

    @Test
    void whenAConnectionIsKilledInTheMiddleOfABatchTheBatchIsStoredOnce() throws Exception {
        try (Callers callers = Callers.of(gateway)) {
            try (Connection inTheWay = gateway.database()) {
                ProcessHandle writer = writerHeldUpBy(inTheWay);

                writer.destroyForcibly();

                // The server then cuts all connections and starts anew inside.
                Await.until("the way is free", () -> !inTheWay.isValid(1));
                Await.until("the server answers again", gateway::databaseAnswers);
            }
            callers.haveNoticedNothing();
        }
    }

    @Test
    void whileTheServerIsFrozenForTwentySecondsCallsGoOn() throws Exception {
        try (Callers callers = Callers.of(gateway)) {
            ProcessHandle server = gateway.databaseServer();
            signal("STOP", server);
            try {
                callers.goOn(CALLS_OF_TWENTY_SECONDS);
            } finally {
                signal("CONT", server);
            }
            callers.haveNoticedNothing();
        }
    }

    @Test
    void whileTheOperatorsServerIsStoppedForTwentySecondsCallsGoOn() throws Exception {
        try (OperatorsPostgres database = OperatorsPostgres.startIn(folder.resolve("operators"));
                RealProcess other = process(Files.createDirectory(folder.resolve("other")))
                        .withDatabase(database)
                        .start()) {
            String keyWithoutASlice = keyOfAnotherAccount(other);
            try (Callers callers = Callers.of(other)) {
                int answered = callers.answered();
                database.stop();
                WireClient.Answer refused = call(other, keyWithoutASlice);
                WireClient.Answer credits = get(other, "/v1/credits", other.apiKey());
                WireClient.Answer account =
                        get(other, "/admin/v1/accounts/" + UUID.randomUUID(), other.operatorToken());
                callers.goOn(CALLS_OF_TWENTY_SECONDS - (callers.answered() - answered));

                database.start();
                WireClient.Answer served = Await.value(
                        "an account without a slice is served again",
                        USED_AGAIN_WITHIN,
                        () -> call(other, keyWithoutASlice),
                        answer -> answer.status() == 200);

                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body()).contains("The database that holds the balances does not answer");
                assertThat(credits.status()).isEqualTo(503);
                assertThat(credits.body()).contains("\"error\":{\"message\":\"The database does not answer");
                assertThat(account.status()).isEqualTo(503);
                assertThat(account.body()).contains("\"code\":\"database_away\"");
                callers.haveNoticedNothing(idOf(served));
            }
        }
    }

    /** Callers of one gateway during one outage, and what its books had before. */
    private static final class Callers implements AutoCloseable {
        private final RealProcess gateway;
        private final BilledCalls books;
        private final Set<UUID> before;
        private final Load load;

        private Callers(RealProcess gateway) throws SQLException, IOException {
            this.gateway = gateway;
            this.books = BilledCalls.in(gateway::database);
            this.before = books.rows().keySet();
            this.load = Load.of(CALLS_PER_SECOND, gateway.url(), gateway.apiKey(), MeteredUpstream.MODEL);
        }

        /** Begins to call; returns once calls are answered, so that there is a slice. */
        static Callers of(RealProcess gateway) throws SQLException, IOException {
            Callers callers = new Callers(gateway);
            callers.goOn(CALLS_PER_SECOND);
            return callers;
        }

        int answered() {
            return load.whole().size();
        }

        /** So many more calls are answered. */
        void goOn(int calls) {
            int before = answered();
            Await.until("calls are answered", PATIENCE, () -> answered() >= before + calls);
            assertThat(gateway.isReady())
                    .as("/health says that calls can be served")
                    .isTrue();
        }

        /** Every call was answered wholly and at once; each, and no other but these, is billed, and nothing is held. */
        void haveNoticedNothing(UUID... others) throws Exception {
            goOn(CALLS_PER_SECOND);
            load.close();
            assertThat(load.failures()).as("calls without a whole answer").isEmpty();
            Map<UUID, Row> rows = books.settled(load.whole().keySet(), STORED_WITHIN);
            rows.keySet().removeAll(before);
            rows.keySet().removeAll(Set.of(others));
            BilledCalls.assertBilled(load.whole(), rows);
            assertThat(rows.keySet())
                    .as("calls that are billed")
                    .isEqualTo(load.whole().keySet());
            assertThat(load.slowest()).as("the slowest answer").isLessThan(A_WAIT_FOR_THE_DATABASE);
        }

        @Override
        public void close() throws InterruptedException {
            load.close();
        }
    }

    private static void awaitAnotherServerThan(ProcessHandle gone) {
        Await.until("the server is gone", () -> !gone.isAlive());
        Await.until("another server answers", gateway::databaseAnswers);
    }

    /** The process that stores a batch, which has written rows and waits for what this connection has locked. */
    private static ProcessHandle writerHeldUpBy(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement lock = connection.createStatement()) {
            lock.execute("SELECT 1 FROM billing.ledger_balance FOR UPDATE");
        }
        long pid = Await.value("a batch is half stored", () -> writerThatWaits(connection), found -> found > 0);
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static long writerThatWaits(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("""
                        SELECT writes.pid
                          FROM pg_locks AS writes
                          JOIN pg_locks AS waits ON waits.pid = writes.pid AND NOT waits.granted
                         WHERE writes.relation = 'metering.usage_event'::regclass
                           AND writes.mode = 'RowExclusiveLock'
                        """)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    /** Sends it to the server and all its children. */
    private static void signal(String name, ProcessHandle server) throws IOException, InterruptedException {
        String pids = Stream.concat(Stream.of(server), server.children())
                .map(process -> String.valueOf(process.pid()))
                .collect(Collectors.joining(" "));
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pids).start().waitFor();
    }

    /** A key of an account that has money and has never called. */
    private static String keyOfAnotherAccount(RealProcess gateway) throws IOException {
        String account = "/admin/v1/accounts/"
                + asOperator(gateway, "/admin/v1/accounts", "{\"name\":\"Ada\"}")
                        .path("id")
                        .asText();
        asOperator(gateway, account + "/grants", """
                {"amount":"5","reason":"test","idempotencyKey":"once"}""");
        String key = asOperator(gateway, account + "/keys", "{\"name\":\"laptop\"}")
                .path("secret")
                .asText();
        Await.until("the key is known", () -> get(gateway, "/v1/key", key).status() == 200);
        return key;
    }

    private static WireClient.Answer get(RealProcess gateway, String path, String secret) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(WireClient.get(path, secret)).answer();
        }
    }

    private static JsonNode asOperator(RealProcess gateway, String path, String body) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            WireClient.Answer answer = client.send(WireClient.post(path, gateway.operatorToken(), body))
                    .answer();
            assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
            return Json.read(answer.body());
        }
    }

    private static WireClient.Answer call(RealProcess gateway, String key) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(WireClient.post("/v1/chat/completions", key, """
                            {"model":"%s","max_tokens":20,"messages":[{"role":"user","content":"hello"}]}
                            """.formatted(MeteredUpstream.MODEL)))
                    .answer();
        }
    }

    private static UUID idOf(WireClient.Answer answer) {
        return UUID.fromString(Objects.requireNonNull(answer.header("x-request-id")));
    }
}
