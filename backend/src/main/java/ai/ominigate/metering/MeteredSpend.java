package ai.ominigate.metering;

import ai.ominigate.metering.UsageStore.Cursor;
import ai.ominigate.platform.UuidV7;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * What each key has spent: this node's part, counted call by call as the journal makes them durable, and the part of
 * the other nodes as the database tells it. The two never overlap, because the database keeps them apart by node.
 */
final class MeteredSpend implements KeySpend {

    /** Longer than any transaction that stores usage may take; one that began before the last look may end after it. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final int ASKED_AT_ONCE = 1000;

    private static final OffsetDateTime EVER = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final DataSource database;
    private final InstantSource clock;
    private final UUID node;
    private final ConcurrentHashMap<UUID, Sums> here = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UUID, Sums> elsewhere = new ConcurrentHashMap<>();
    private OffsetDateTime lookedAt = EVER;

    private MeteredSpend(DataSource database, InstantSource clock, UUID node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /**
     * Nano-dollars of one key.
     *
     * @param day the UTC day that {@code today} is about, in days since 1970
     * @param month the UTC month that {@code thisMonth} is about, in months since year 0
     */
    private record Sums(long day, long today, long month, long thisMonth, long ever) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0);

        Sums plus(LocalDate date, long nanos) {
            Sums sums = at(date.toEpochDay(), monthOf(date));
            return new Sums(
                    sums.day,
                    date.toEpochDay() == sums.day ? sums.today + nanos : sums.today,
                    sums.month,
                    monthOf(date) == sums.month ? sums.thisMonth + nanos : sums.thisMonth,
                    sums.ever + nanos);
        }

        /** The sums as of a day, if it is later than theirs. */
        private Sums at(long newDay, long newMonth) {
            return new Sums(
                    Math.max(day, newDay),
                    newDay > day ? 0 : today,
                    Math.max(month, newMonth),
                    newMonth > month ? 0 : thisMonth,
                    ever);
        }

        static long monthOf(LocalDate date) {
            return date.getYear() * 12L + date.getMonthValue();
        }
    }

    /** Reads what was spent until now, and counts on from there. Called before the journal takes its first event. */
    static MeteredSpend load(FileJournal journal, DataSource database, InstantSource clock)
            throws SQLException, IOException {
        MeteredSpend spend = new MeteredSpend(database, clock, journal.node());
        spend.loadHere(journal);
        journal.onFinal(spend::count);
        spend.refresh();
        return spend;
    }

    @Override
    public Spent of(UUID key) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        long day = today.toEpochDay();
        long month = Sums.monthOf(today);
        Sums own = here.getOrDefault(key, Sums.NONE);
        Sums others = elsewhere.getOrDefault(key, Sums.NONE);
        return new Spent(
                (own.day() == day ? own.today() : 0) + (others.day() == day ? others.today() : 0),
                (own.month() == month ? own.thisMonth() : 0) + (others.month() == month ? others.thisMonth() : 0),
                own.ever() + others.ever());
    }

    private void count(CallEvent.Final end) {
        if (end.costNanos() > 0) {
            LocalDate day = LocalDate.ofInstant(UuidV7.instant(end.id()), ZoneOffset.UTC);
            here.merge(end.key(), Sums.NONE.plus(day, end.costNanos()), (sums, _) -> sums.plus(day, end.costNanos()));
        }
    }

    /** Reads this node's part: what is stored, and of the journal what is not, as of one moment. */
    private void loadHere(FileJournal journal) throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT key_id,
                           sum(nanos) FILTER (WHERE span = 'day' AND since = ?),
                           sum(nanos) FILTER (WHERE span = 'month' AND since = ?),
                           sum(nanos) FILTER (WHERE span = 'ever')
                      FROM metering.key_spend
                     WHERE node_id = ?
                     GROUP BY key_id
                    """)) {
                select.setObject(3, node);
                readSums(select, here);
            }
            Cursor cursor = UsageStore.cursor(connection, node);
            countNotStored(
                    connection,
                    journal,
                    cursor == null ? journal.oldest() : journal.stillRead(cursor.position(), cursor.epoch()));
            connection.rollback();
        }
    }

    /** The cursor may be behind what is stored, so each call is looked up; and it counts once however often it is there. */
    private void countNotStored(Connection snapshot, FileJournal journal, JournalPosition from)
            throws SQLException, IOException {
        Set<UUID> counted = new HashSet<>();
        Map<UUID, CallEvent.Final> asked = new LinkedHashMap<>();
        try (JournalReader reader = journal.read(from)) {
            for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
                if (next.event() instanceof CallEvent.Final end && end.costNanos() > 0 && counted.add(end.id())) {
                    asked.put(end.id(), end);
                }
                if (asked.size() == ASKED_AT_ONCE) {
                    countNotStored(snapshot, asked);
                }
            }
        }
        countNotStored(snapshot, asked);
    }

    private void countNotStored(Connection snapshot, Map<UUID, CallEvent.Final> asked) throws SQLException {
        asked.keySet().removeAll(UsageStore.stored(snapshot, asked.keySet()));
        asked.values().forEach(this::count);
        asked.clear();
    }

    /** Reads what keys have spent elsewhere since the last look. */
    synchronized void refresh() throws SQLException {
        try (Connection connection = database.getConnection()) {
            OffsetDateTime now = now(connection);
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT key_id,
                           sum(nanos) FILTER (WHERE span = 'day' AND since = ?),
                           sum(nanos) FILTER (WHERE span = 'month' AND since = ?),
                           sum(nanos) FILTER (WHERE span = 'ever')
                      FROM metering.key_spend
                     WHERE node_id <> ?
                       AND key_id IN (
                               SELECT key_id
                                 FROM metering.key_spend
                                WHERE node_id <> ?
                                  AND changed_at >= ?)
                     GROUP BY key_id
                    """)) {
                select.setObject(3, node);
                select.setObject(4, node);
                select.setObject(5, lookedAt);
                readSums(select, elsewhere);
            }
            lookedAt = now.minus(OVERLAP);
        }
    }

    private void readSums(PreparedStatement select, Map<UUID, Sums> into) throws SQLException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        select.setObject(1, today);
        select.setObject(2, today.withDayOfMonth(1));
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                into.put(
                        row.getObject(1, UUID.class),
                        new Sums(
                                today.toEpochDay(),
                                row.getLong(2),
                                Sums.monthOf(today),
                                row.getLong(3),
                                row.getLong(4)));
            }
        }
    }

    private static OffsetDateTime now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT now()");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class);
        }
    }

    /** Forgets the days and months that no limit looks at any more. */
    void forgetOld() throws SQLException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("""
                        DELETE FROM metering.key_spend
                         WHERE span = 'day' AND since < ?
                            OR span = 'month' AND since < ?
                        """)) {
            delete.setObject(1, today.minusDays(2));
            delete.setObject(2, today.withDayOfMonth(1).minusMonths(1));
            delete.executeUpdate();
        }
    }
}
