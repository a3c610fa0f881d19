package ai.ominigate.metering.report;

import ai.ominigate.metering.EndReason;
import ai.ominigate.metering.UsageRecord;
import ai.ominigate.metering.UsageRows;
import ai.ominigate.platform.UuidV7;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an account used. Sums come from the rollups, which are fed in the transaction that stores a call, so they are
 * those of the rows to the nano-dollar. Blocks.
 */
@Singleton
public final class UsageReports {
    /** Calls in a part of a list. */
    public static final int LARGEST_PART = 200;

    private static final int FETCHED_AT_ONCE = 1_000;

    private static final Duration SIX_HOURS = Duration.ofHours(6);
    private static final int LOOKED_AT_ONCE = 8;

    private static final Comparator<DayOfUse> DEAREST_FIRST = Comparator.comparing(DayOfUse::day)
            .thenComparing(use -> use.totals().costNanos(), Comparator.reverseOrder())
            .thenComparing(DayOfUse::model)
            .thenComparing(DayOfUse::key);

    private final DataSource dataSource;

    /** Over this database. */
    public UsageReports(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** What each key did with each model on each day, by day, dearest first. Days without a call are not there. */
    public List<DayOfUse> days(UsageFilter filter) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return days(connection, filter);
        }
    }

    /** The same as a transaction of the caller's sees it. */
    public List<DayOfUse> days(Connection connection, UsageFilter filter) throws SQLException {
        List<LocalDate> days = filter.days().all();
        List<DayOfUse> uses = filter.days()
                .stretches()
                .read(
                        connection,
                        filter.account(),
                        filter.model(),
                        filter.key(),
                        """
                        stretch, key_id, model, sum(calls)::bigint, sum(failed_calls)::bigint, sum(input)::bigint,
                        sum(cache_read)::bigint, sum(cache_write)::bigint, sum(output)::bigint, sum(reasoning)::bigint,
                        sum(audio)::bigint, sum(cost)::bigint
                        """,
                        "GROUP BY stretch, key_id, model HAVING sum(calls) > 0",
                        row -> new DayOfUse(
                                days.get(row.getInt(1) - 1),
                                row.getObject(2, UUID.class),
                                row.getString(3),
                                totals(row, 4)));
        return uses.stream().sorted(DEAREST_FIRST).toList();
    }

    /**
     * What some calls come to, where nothing else of them matters.
     *
     * @param costNanos nano-dollars
     */
    public record Sum(long calls, long costNanos) {}

    /** What all calls of an account from one moment until another come to, as a transaction of the caller's sees it. */
    public Sum sum(Connection connection, UUID account, Instant from, Instant until) throws SQLException {
        if (!from.isBefore(until)) {
            return new Sum(0, 0);
        }
        return new Stretches(List.of(from, until))
                .read(
                        connection,
                        account,
                        null,
                        null,
                        "coalesce(sum(calls), 0)::bigint, coalesce(sum(cost), 0)::bigint",
                        "",
                        row -> new Sum(row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    /** The hour of an account's first call; null if it never called. */
    public @Nullable Instant first(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT min(hour) FROM metering.usage_hourly WHERE account_id = ?")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                OffsetDateTime hour = row.getObject(1, OffsetDateTime.class);
                return hour == null ? null : hour.toInstant();
            }
        }
    }

    /** The models that an account called in these days, by name. */
    public List<String> models(UUID account, Days days) throws SQLException {
        if (!days.from().isBefore(days.until())) {
            // A day that a country left out when it changed sides of the date line.
            return List.of();
        }
        Instant first = Stretches.nextSixHours(days.from());
        Instant last = Stretches.lastSixHours(days.until());
        SortedSet<String> models = new TreeSet<>();
        try (Connection connection = dataSource.getConnection()) {
            models.addAll(modelsOfSixHours(connection, account, first, last));
            for (Stretches end :
                    List.of(new Stretches(List.of(days.from(), first)), new Stretches(List.of(last, days.until())))) {
                models.addAll(end.read(
                        connection,
                        account,
                        null,
                        null,
                        "model",
                        "GROUP BY model HAVING sum(calls) > 0",
                        row -> row.getString(1)));
            }
        }
        return List.copyOf(models);
    }

    /** Goes from one model to the next, however many rows each has, and looks whether one is of that time. */
    private static List<String> modelsOfSixHours(Connection connection, UUID account, Instant from, Instant until)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                WITH RECURSIVE called AS (
                    (SELECT model FROM metering.usage_six_hourly WHERE account_id = ? ORDER BY model LIMIT 1)
                     UNION ALL
                    SELECT (SELECT u.model
                              FROM metering.usage_six_hourly u
                             WHERE u.account_id = ? AND u.model > called.model
                             ORDER BY u.model
                             LIMIT 1)
                      FROM called
                     WHERE called.model IS NOT NULL)
                SELECT called.model
                  FROM called
                 WHERE EXISTS (
                       SELECT
                         FROM metering.usage_six_hourly u
                        WHERE u.account_id = ? AND u.model = called.model AND u.until > ? AND u.until <= ?)
                """)) {
            select.setObject(1, account);
            select.setObject(2, account);
            select.setObject(3, account);
            select.setObject(4, utc(from));
            select.setObject(5, utc(until));
            List<String> models = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    models.add(row.getString(1));
                }
            }
            return models;
        }
    }

    /** The same as a transaction of the caller's sees it. */
    public Statement statement(Connection connection, UUID account, YearMonth month, ZoneId zone) throws SQLException {
        return Statement.of(month, zone, days(connection, UsageFilter.of(account, Days.of(month, zone))));
    }

    /** What an account used in a month, as its reader's clock has it. */
    public Statement statement(UUID account, YearMonth month, ZoneId zone) throws SQLException {
        return Statement.of(month, zone, days(UsageFilter.of(account, Days.of(month, zone))));
    }

    /**
     * What an account's calls between two moments cost, in nano-dollars, as part of a transaction of the caller's. However
     * long that is, rows of calls are read of the quarters of an hour that it begins and ends in alone, and only if it cuts
     * them.
     */
    public long cost(Connection connection, UUID account, Instant from, Instant until) throws SQLException {
        return sum(connection, account, from, until).costNanos();
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    /** Only what is asked for is in the statement, so that the planner knows of it. */
    private static String ofModelAndKey(UsageFilter filter) {
        return (filter.model() == null ? "" : "AND u.model = ? ") + (filter.key() == null ? "" : "AND u.key_id = ? ");
    }

    private static int setModelAndKey(PreparedStatement statement, int first, UsageFilter filter) throws SQLException {
        int next = first;
        if (filter.model() != null) {
            statement.setString(next++, filter.model());
        }
        if (filter.key() != null) {
            statement.setObject(next++, filter.key());
        }
        return next;
    }

    private static UsageTotals totals(ResultSet row, int first) throws SQLException {
        return new UsageTotals(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                row.getLong(first + 4),
                row.getLong(first + 5),
                row.getLong(first + 6),
                row.getLong(first + 7),
                row.getLong(first + 8));
    }

    /**
     * Calls one by one, the latest first.
     *
     * @param after those before this call; null for the latest
     * @param limit at most so many, up to {@link #LARGEST_PART}
     */
    public UsagePart calls(UsageFilter filter, CallStatus status, @Nullable UUID after, int limit) throws SQLException {
        if (limit < 1 || limit > LARGEST_PART) {
            throw new IllegalArgumentException("a part has from 1 to " + LARGEST_PART + " calls");
        }
        Span all = new Span(
                filter.days().from(),
                after == null ? filter.days().until() : earlier(filter.days().until(), after));
        List<UsageRecord> calls;
        try (Connection connection = dataSource.getConnection()) {
            calls = filter.model() == null && filter.key() == null
                    ? latest(connection, filter, status, all, after, limit + 1)
                    : latestOfFew(connection, filter, status, all, after, limit + 1);
        }
        return calls.size() > limit
                ? new UsagePart(calls.subList(0, limit), calls.get(limit - 1).id())
                : new UsagePart(calls, null);
    }

    /** From the one moment on, before the other. */
    private record Span(Instant from, Instant until) {
        /** What this has of an hour. */
        Span of(Instant hour) {
            Instant end = hour.plus(1, ChronoUnit.HOURS);
            return new Span(hour.isBefore(from) ? from : hour, end.isAfter(until) ? until : end);
        }
    }

    private static Instant earlier(Instant until, UUID after) {
        Instant behind = UuidV7.instant(after).plusMillis(1);
        return behind.isBefore(until) ? behind : until;
    }

    /**
     * The latest of an account's calls with one key or model, which may be few among many: the rollups tell in which hours
     * there are any, and only these are looked through.
     */
    private static List<UsageRecord> latestOfFew(
            Connection connection, UsageFilter filter, CallStatus status, Span span, @Nullable UUID after, int limit)
            throws SQLException {
        List<UsageRecord> found = new ArrayList<>();
        Instant before = span.until();
        while (before.isAfter(span.from())) {
            Span left = new Span(span.from(), before);
            List<Instant> ends = sixHours(connection, filter, status, left);
            if (ends.isEmpty()) {
                return found;
            }
            for (Instant hour : hours(connection, filter, status, ends, left)) {
                found.addAll(latest(connection, filter, status, span.of(hour), after, limit - found.size()));
                if (found.size() == limit) {
                    return found;
                }
            }
            before = ends.getLast().minus(SIX_HOURS);
        }
        return found;
    }

    /** When the latest six hours with such a call end; with one of another end, where the rollups do not tell them apart. */
    private static List<Instant> sixHours(Connection connection, UsageFilter filter, CallStatus status, Span span)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("""
                SELECT u.until
                  FROM metering.usage_six_hourly u
                 WHERE u.account_id = ? AND u.until > ? AND u.until < ? %s %s
                 GROUP BY u.until
                 ORDER BY u.until DESC
                 LIMIT ?
                """.formatted(ofModelAndKey(filter), failed(status)))) {
            select.setObject(1, filter.account());
            select.setObject(2, utc(span.from()));
            select.setObject(3, utc(span.until().plus(SIX_HOURS)));
            select.setInt(setModelAndKey(select, 4, filter), LOOKED_AT_ONCE);
            return moments(select);
        }
    }

    /** The hours of those that end then that have such a call, the latest first. */
    private static List<Instant> hours(
            Connection connection, UsageFilter filter, CallStatus status, List<Instant> ends, Span span)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("""
                SELECT DISTINCT u.hour
                  FROM metering.usage_hourly u
                 WHERE u.account_id = ? AND u.hour = ANY (?) AND u.hour > ?::timestamptz - INTERVAL '1 hour' AND u.hour < ? %s %s
                 ORDER BY u.hour DESC
                """.formatted(ofModelAndKey(filter), failed(status)))) {
            // Named one by one, they are found by the index whatever the planner thinks.
            Object[] each = ends.stream()
                    .flatMap(end -> LongStream.rangeClosed(1, SIX_HOURS.toHours())
                            .mapToObj(back -> end.minus(back, ChronoUnit.HOURS).toString()))
                    .toArray();
            select.setObject(1, filter.account());
            select.setArray(2, connection.createArrayOf("timestamptz", each));
            select.setObject(3, utc(span.from()));
            select.setObject(4, utc(span.until()));
            setModelAndKey(select, 5, filter);
            return moments(select);
        }
    }

    private static String failed(CallStatus status) {
        return status == CallStatus.FAILED ? "AND u.failed_calls > 0" : "";
    }

    private static List<Instant> moments(PreparedStatement select) throws SQLException {
        List<Instant> moments = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                moments.add(row.getObject(1, OffsetDateTime.class).toInstant());
            }
        }
        return moments;
    }

    private static List<UsageRecord> latest(
            Connection connection, UsageFilter filter, CallStatus status, Span span, @Nullable UUID after, int limit)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(UsageRows.SELECT + """
                 u
                 WHERE u.account_id = ? AND u.occurred_at >= ? AND u.occurred_at < ? %s
                   AND u.end_reason = ANY (?) %s
                   AND (?::uuid IS NULL OR (u.occurred_at, u.event_id) < (?, ?))
                 ORDER BY u.occurred_at DESC, u.event_id DESC
                 LIMIT ?
                """.formatted(ofModelAndKey(filter), indexed(status)))) {
            int next = setWhich(connection, select, filter, status);
            select.setObject(2, utc(span.from()));
            select.setObject(3, utc(span.until()));
            select.setObject(next++, after, Types.OTHER);
            select.setObject(next++, utc(after == null ? span.until() : UuidV7.instant(after)));
            select.setObject(next++, after, Types.OTHER);
            select.setInt(next, limit);
            List<UsageRecord> calls = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    calls.add(UsageRows.read(row));
                }
            }
            return calls;
        }
    }

    /** Has the planner see that it may use the index of calls that were not done. */
    private static String indexed(CallStatus status) {
        return status == CallStatus.ANY || status == CallStatus.DONE
                ? ""
                : "AND u.end_reason <> " + EndReason.DONE.code();
    }

    private static int setWhich(Connection connection, PreparedStatement select, UsageFilter filter, CallStatus status)
            throws SQLException {
        select.setObject(1, filter.account());
        select.setObject(2, utc(filter.days().from()));
        select.setObject(3, utc(filter.days().until()));
        int next = setModelAndKey(select, 4, filter);
        select.setArray(next, connection.createArrayOf("int2", status.codes()));
        return next + 1;
    }

    /** Takes calls as they are read. */
    @FunctionalInterface
    public interface Reader<E extends Exception> {
        void read(UsageRecord call) throws E;
    }

    /**
     * Reads all of these calls, the earliest first, without having more than a thousand of them in memory.
     *
     * @throws E what the reader throws, which ends it
     */
    public <E extends Exception> void readAll(UsageFilter filter, CallStatus status, Reader<E> reader)
            throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            // The driver fetches by and by in a transaction alone.
            connection.setAutoCommit(false);
            try (PreparedStatement select =
                    connection.prepareStatement(UsageRows.SELECT + """
                     u
                     WHERE u.account_id = ? AND u.occurred_at >= ? AND u.occurred_at < ? %s
                       AND u.end_reason = ANY (?)
                     ORDER BY u.occurred_at, u.event_id
                    """.formatted(ofModelAndKey(filter)))) {
                select.setFetchSize(FETCHED_AT_ONCE);
                setWhich(connection, select, filter, status);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        reader.read(UsageRows.read(row));
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
