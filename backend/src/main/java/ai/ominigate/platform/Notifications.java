package ai.ominigate.platform;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells features that rows they hold in memory have changed, by PostgreSQL's {@code LISTEN} and {@code NOTIFY}.
 *
 * <p>One connection of the pool listens to every channel for as long as the process runs. A notification carries no
 * content: it says "look again". Because one can be lost while the connection is down, a refresh also runs when its
 * channel begins to be listened to, after every reconnect, and every {@link #POLL} whatever happens; so a refresh is
 * to be cheap when nothing has changed.
 */
@Singleton
public final class Notifications implements AutoCloseable {

    /** How often a refresh runs without having been asked to. */
    public static final Duration POLL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

    /** How long one wait for news takes; also how soon a new channel is listened to. */
    private static final Duration WAIT = Duration.ofMillis(250);

    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = POLL;
    private static final int VALIDITY_SECONDS = 2;
    private static final String CONNECTION_FAILURE = "08006";

    private final DataSource dataSource;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Starts to listen, with the first connection it can get. */
    public Notifications(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        Thread.ofVirtual().name("notifications").start(this::listenForGood);
    }

    /** Brings what a feature holds in memory up to date. Runs on a virtual thread of its channel, never twice at once. */
    @FunctionalInterface
    public interface Refresh {

        /** Reads what has changed. After an exception it is tried again, later and later, up to every {@link #POLL}. */
        void run() throws SQLException;
    }

    /**
     * Runs {@code refresh} soon, and again whenever anyone notifies {@code channel}.
     *
     * @param channel lower-case letters and underscores
     */
    public Subscription listen(String channel, Refresh refresh) {
        if (!channel.matches("[a-z_]{1,60}")) {
            throw new IllegalArgumentException("a channel is lower-case letters and underscores: " + channel);
        }
        Subscription subscription = new Subscription(channel, refresh);
        Thread.ofVirtual().name("refresh-" + channel).start(subscription::refreshForGood);
        subscriptions.add(subscription);
        return subscription;
    }

    @Override
    @PreDestroy
    public void close() {
        closed.countDown();
        subscriptions.forEach(Subscription::close);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void listenForGood() {
        Duration retry = FIRST_RETRY;
        while (!isClosed()) {
            long start = System.nanoTime();
            try (Connection connection = dataSource.getConnection()) {
                listenOn(connection);
            } catch (SQLException e) {
                if (isClosed()) {
                    return;
                }
                if (System.nanoTime() - start > LAST_RETRY.toNanos()) {
                    retry = FIRST_RETRY;
                }
                tell("all channels", e);
                pause(retry);
                retry = longer(retry, e);
            }
        }
    }

    /** An outage of the database is told by {@link PatientDataSource}; here is told what else goes wrong. */
    private static void tell(String what, Exception problem) {
        if (problem instanceof SQLException e && DatabaseAway.is(e)) {
            LOG.debug("What is known of '{}' may be old, as the database is away: {}", what, e.getMessage());
        } else {
            LOG.warn("What is known of '{}' may be old, until it can be read again: {}", what, problem.toString());
        }
    }

    /** Returns when this is closed; otherwise only by an exception. */
    private void listenOn(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        Set<String> channels = new HashSet<>();
        long lastCheck = System.nanoTime();
        while (!isClosed()) {
            listenToNew(channels, connection);
            PGNotification[] news = postgres.getNotifications((int) WAIT.toMillis());
            if (news != null) {
                for (PGNotification notification : news) {
                    signal(notification.getName());
                }
            }
            // A peer that vanished without a word looks like silence.
            if (System.nanoTime() - lastCheck > POLL.toNanos()) {
                if (!connection.isValid(VALIDITY_SECONDS)) {
                    throw new SQLException("the connection that listens is broken", CONNECTION_FAILURE);
                }
                lastCheck = System.nanoTime();
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("UNLISTEN *");
        }
    }

    private void listenToNew(Set<String> channels, Connection connection) throws SQLException {
        for (Subscription subscription : subscriptions) {
            if (channels.add(subscription.channel)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN " + subscription.channel);
                }
                signal(subscription.channel);
            }
        }
    }

    private void signal(String channel) {
        for (Subscription subscription : subscriptions) {
            if (subscription.channel.equals(channel)) {
                subscription.signal();
            }
        }
    }

    /** The pause after the next failure. In an outage each try waits for the pool; a pause on top would only delay. */
    private static Duration longer(Duration retry, Exception problem) {
        if (problem instanceof SQLException e && DatabaseAway.is(e)) {
            return FIRST_RETRY;
        }
        Duration twice = retry.multipliedBy(2);
        return twice.compareTo(LAST_RETRY) < 0 ? twice : LAST_RETRY;
    }

    /** Ends at once when this is closed. */
    private void pause(Duration duration) {
        try {
            closed.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody did, it was to end it.
            closed.countDown();
        }
    }

    /** One feature's ear on one channel. */
    public final class Subscription implements AutoCloseable {
        private final String channel;
        private final Refresh refresh;
        private final Semaphore news = new Semaphore(1);
        private volatile boolean ended;

        private Subscription(String channel, Refresh refresh) {
            this.channel = channel;
            this.refresh = refresh;
        }

        /** No refresh begins any more. */
        @Override
        public void close() {
            ended = true;
            subscriptions.remove(this);
            signal();
        }

        private void signal() {
            news.release();
        }

        private void refreshForGood() {
            Duration wait = POLL;
            Duration retry = FIRST_RETRY;
            while (!ended) {
                try {
                    boolean asked = news.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
                    if (asked) {
                        news.drainPermits();
                    }
                    if (!ended) {
                        refresh.run();
                    }
                    wait = POLL;
                    retry = FIRST_RETRY;
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread; if somebody did, it was to end it.
                    return;
                } catch (SQLException | RuntimeException e) {
                    if (ended) {
                        return;
                    }
                    tell(channel, e);
                    wait = retry;
                    retry = longer(retry, e);
                }
            }
        }
    }
}
