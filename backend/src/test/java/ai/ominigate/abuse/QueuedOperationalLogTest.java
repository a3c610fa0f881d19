package ai.ominigate.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.platform.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class QueuedOperationalLogTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final TestDatabase database = TestDatabase.create();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Instant now = NOON;
    private final LogDays days = new LogDays(direct(), () -> now, metrics);
    private final QueuedOperationalLog log = new QueuedOperationalLog(direct(), days, metrics, 1_000);

    @AfterEach
    void stop() throws InterruptedException {
        log.stop();
        database.close();
    }

    @Test
    void anEntryIsInTheDatabaseSoonWithNothingButItsColumns() throws SQLException {
        UUID key = UUID.randomUUID();
        log.start();

        log.record(new OperationalLog.Entry(
                NOON,
                InetAddress.ofLiteral("203.0.113.9").getAddress(),
                "POST",
                "/v1/chat/completions",
                200,
                key,
                headers("user-agent", "curl \"8\"", "authorization", "Bearer og-secret")));

        awaitRows(1);
        assertThat(rows("SELECT row_to_json(entry) FROM abuse.operational_log entry"))
                .containsExactly("{\"time\":\"2026-11-23T12:00:00+00:00\",\"address\":\"203.0.113.9\","
                        + "\"method\":\"POST\",\"path_template\":\"/v1/chat/completions\",\"status\":200,"
                        + "\"key_id\":\"" + key + "\",\"headers\":{\"user-agent\": \"curl \\\"8\\\"\"},"
                        + "\"account_id\":null,\"member_id\":null}");
    }

    @Test
    void anIpv6AddressAndARequestWithoutKeyAreRecorded() throws SQLException {
        log.start();

        log.record(entryFrom("2001:db8::1"));

        awaitRows(1);
        assertThat(rows("SELECT host(address) || ' ' || (key_id IS NULL) FROM abuse.operational_log"))
                .containsExactly("2001:db8::1 true");
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEnd() throws Exception {
        log.start();
        for (int i = 0; i < 900; i++) {
            log.record(entryFrom("203.0.113.9"));
        }

        log.stop();

        assertThat(count()).isEqualTo(900);
        assertThat(metrics.counter("ominigate.operational.log.written").count()).isEqualTo(900);
    }

    @Test
    void whatDoesNotFitIsDroppedAndCounted() throws SQLException {
        for (int i = 0; i < 1_015; i++) {
            log.record(entryFrom("203.0.113.9"));
        }

        log.start();

        awaitRows(1_000);
        assertThat(dropped("full")).isEqualTo(15);
    }

    @Test
    void entriesWaitWhileTheDatabaseIsAwayAndAreWrittenWhenItIsBack() throws SQLException {
        log.start();
        log.record(entryFrom("203.0.113.1"));
        awaitRows(1);

        database.allowConnections(false);
        for (int i = 0; i < 1_500; i++) {
            log.record(entryFrom("203.0.113.2"));
        }
        Await.until("what does not fit is dropped", () -> dropped("full") == 500);
        database.allowConnections(true);

        awaitRows(1_001);
        log.record(entryFrom("203.0.113.3"));
        awaitRows(1_002);
    }

    @Test
    void anEntryThatTheDatabaseRefusesTakesNoOtherWithIt() throws SQLException {
        log.record(entryFrom("203.0.113.1"));
        log.record(new OperationalLog.Entry(
                NOON, new byte[] {1, 2, 3, 4}, "GET", "/" + "x".repeat(300), 200, null, headers()));
        log.record(entryFrom("203.0.113.2"));

        log.start();

        awaitRows(2);
        Await.until("the refused one is counted", () -> dropped("unwritable") == 1);
    }

    @Test
    void daysAreMadeAWeekAhead() throws SQLException {
        days.keepUp();
        assertThat(dayPartitions()).hasSize(8).first().isEqualTo("operational_log_20261123");
        assertThat(dayPartitions()).last().isEqualTo("operational_log_20261130");

        now = Instant.parse("2026-12-08T00:00:01Z");
        days.keepUp();
        days.keepUp();

        assertThat(dayPartitions()).hasSize(16).contains("operational_log_20261208", "operational_log_20261215");
    }

    @Test
    void entriesOfADayThatWasNotMadeAreSeenAndMovedWhenItIs() throws SQLException {
        days.keepUp();
        execute("""
                INSERT INTO abuse.operational_log (time, address, method, path_template, status, headers)
                VALUES ('2026-12-05T10:00:00Z', '203.0.113.9', 'GET', '/', 200, '{}'),
                    ('2027-12-05T10:00:00Z', '203.0.113.9', 'GET', '/', 200, '{}')
                """);
        days.keepUp();
        assertThat(strays()).isEqualTo(2);

        now = Instant.parse("2026-12-04T00:00:00Z");
        days.keepUp();

        assertThat(strays()).isOne();
        assertThat(rows("SELECT count(*) FROM abuse.operational_log_20261205")).containsExactly("1");
    }

    /** A trigger tells, as nobody sees from outside how a transaction was committed. */
    @Test
    void itsRowsMakeTheDiskFlushNothingThatCallsWaitFor() throws SQLException {
        execute("""
                CREATE TABLE public.seen (waits_for_disk text);
                CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO public.seen VALUES (current_setting('synchronous_commit'));
                    RETURN NEW;
                END $$;
                CREATE TRIGGER see BEFORE INSERT ON abuse.operational_log FOR EACH ROW EXECUTE FUNCTION public.see()
                """);
        log.start();

        log.record(entryFrom("203.0.113.9"));

        awaitRows(1);
        assertThat(rows("SHOW synchronous_commit")).as("of everybody else").containsExactly("on");
        assertThat(rows("SELECT waits_for_disk FROM public.seen")).containsExactly("off");
    }

    private double strays() {
        return metrics.get("ominigate.operational.log.strays").gauge().value();
    }

    private double dropped(String reason) {
        return metrics.get("ominigate.operational.log.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private List<String> dayPartitions() throws SQLException {
        return rows("""
                SELECT relname FROM pg_class
                WHERE relname ~ '^operational_log_[0-9]{8}$' AND relkind = 'r' ORDER BY relname
                """);
    }

    private static OperationalLog.Entry entryFrom(String address) {
        return new OperationalLog.Entry(
                NOON, InetAddress.ofLiteral(address).getAddress(), "GET", "/health", 200, null, headers());
    }

    private static LoggedHeaders headers(String... namesAndValues) {
        List<Map.Entry<String, String>> sent = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            sent.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
        }
        return LoggedHeaders.of(sent.iterator());
    }

    /** Until the rows are there and their places in the queue are free again, which is a moment later. */
    private void awaitRows(int expected) {
        Await.until(expected + " rows", () -> count() == expected);
        Await.until("room for others", () -> queued() == 0);
    }

    private double queued() {
        return metrics.get("ominigate.operational.log.queued").gauge().value();
    }

    private int count() throws SQLException {
        return Integer.parseInt(
                rows("SELECT count(*) FROM abuse.operational_log").getFirst());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = direct().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = direct().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    /** Without a pool: a database that is away is noticed at once. What is committed is on disk, as in earnest. */
    private PGSimpleDataSource direct() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        source.setOptions("-c synchronous_commit=on");
        return source;
    }
}
