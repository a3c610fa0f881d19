package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotificationsTest {
    /** Well before a poll would find out. */
    private static final Duration SOON = Notifications.POLL.dividedBy(2);

    private TestDatabase database;
    private Outage way;
    private Notifications notifications;

    @BeforeEach
    void listen() throws SQLException {
        database = TestDatabase.create();
        execute("CREATE TABLE news (number INTEGER NOT NULL)");
        execute("INSERT INTO news VALUES (0)");
        way = new Outage(database.dataSource());
        notifications = new Notifications(way);
    }

    @AfterEach
    void stop() {
        notifications.close();
        database.close();
    }

    @Test
    void aRefreshRunsWithoutAnyNews() {
        AtomicInteger known = new AtomicInteger(-1);
        notifications.listen("some_news", () -> known.set(read()));
        Await.until("the first refresh", () -> known.get() == 0);
    }

    @Test
    void newsIsReadLongBeforeThePoll() throws SQLException {
        AtomicInteger known = new AtomicInteger();
        notifications.listen("some_news", () -> known.set(read()));
        Await.until("listening", () -> listeners() == 1);
        for (int i = 1; i <= 5; i++) {
            int number = i;
            announce(number, 1);
            Await.until("news " + number, SOON, () -> known.get() == number);
        }
    }

    @Test
    void muchNewsAtOnceIsReadOnce() throws SQLException {
        AtomicInteger known = new AtomicInteger();
        AtomicInteger refreshes = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        notifications.listen("some_news", () -> {
            refreshes.incrementAndGet();
            await(gate);
            known.set(read());
        });
        Await.until("listening", () -> listeners() == 1);
        announce(1, 1_000);
        gate.countDown();
        announce(2, 1);
        Await.until("the last news", () -> known.get() == 2);
        assertThat(refreshes.get()).isLessThan(20);
    }

    @Test
    void aRefreshThatFailsIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        notifications.listen("some_news", () -> {
            if (tries.incrementAndGet() < 3) {
                throw new SQLException("not this time");
            }
        });
        Await.until("the third try", () -> tries.get() >= 3);
    }

    @Test
    void aLostConnectionIsMadeAgainAndWhatWasMissedIsRead() throws SQLException {
        AtomicInteger known = new AtomicInteger();
        notifications.listen("some_news", () -> known.set(read()));
        Await.until("listening", () -> listeners() == 1);
        way.cut();
        announce(1, 1);
        way.mend();
        Await.until("what was missed", () -> known.get() == 1);
        Await.until("listening again", () -> listeners() == 1);
        announce(2, 1);
        Await.until("news again", SOON, () -> known.get() == 2);
    }

    @Test
    void aClosedSubscriptionReadsNoMore() throws SQLException {
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        Notifications.Subscription subscription = notifications.listen("some_news", () -> closed.set(read()));
        notifications.listen("some_news", () -> open.set(read()));
        announce(1, 1);
        Await.until("both know", () -> closed.get() == 1 && open.get() == 1);
        subscription.close();
        announce(2, 1);
        Await.until("the other knows", () -> open.get() == 2);
        assertThat(closed.get()).isEqualTo(1);
    }

    @Test
    void closingGivesTheConnectionBackDeaf() throws SQLException {
        notifications.listen("some_news", () -> {});
        Await.until("listening", () -> listeners() == 1);
        notifications.close();
        Await.until("nobody listens", () -> listeners() == 0);
    }

    @Test
    void aChannelWithAStrangeNameIsRefused() {
        assertThatThrownBy(() -> notifications.listen("x; DROP TABLE y", () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int listeners() throws SQLException {
        return number("""
                SELECT count(*)
                FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'LISTEN%'
                """, connect());
    }

    private int read() throws SQLException {
        return number("SELECT number FROM news", way.getConnection());
    }

    private static int number(String sql, Connection fresh) throws SQLException {
        try (Connection connection = fresh;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void announce(int number, int times) throws SQLException {
        execute("""
                WITH changed AS (UPDATE news SET number = %d RETURNING number)
                SELECT pg_notify('some_news', i::text)
                FROM changed, generate_series(1, %d) i
                """.formatted(number, times));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Outside of the pool, whose connections a test may just have ended. */
    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
