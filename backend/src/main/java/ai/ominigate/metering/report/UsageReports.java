package ai.ominigate.metering.report;

import ai.ominigate.metering.EndReason;
import ai.ominigate.metering.UsageRecord;
import ai.ominigate.metering.UsageRows;
import ai.ominigate.platform.UuidV7;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an account used. Sums come from the hourly rollup, which is fed in the transaction that stores a call, so they
 * are those of the rows to the nano-dollar; only an hour that a reader's midnight cuts in two is added up from its rows.
 * Blocks.
 */
@Singleton
public final class UsageReports {
    /** Calls in a part of a list. */
    public static final int LARGEST_PART = 200;

    private static final int FETCHED_AT_ONCE = 1_000;

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
        Map<Cell, UsageTotals> sums = new HashMap<>();
        Pieces pieces = Pieces.of(filter.days());
        addHours(connection, filter, pieces.wholeHours(), sums);
        addRows(connection, filter, pieces.rest(), sums);
        return sums.entrySet().stream()
                .map(sum -> new DayOfUse(
                        sum.getKey().day(), sum.getKey().key(), sum.getKey().model(), sum.getValue()))
                .sorted(DEAREST_FIRST)
                .toList();
    }

    /**
     * What some calls come to, where nothing else of them matters.
     *
     * @param costNanos nano-dollars
     */
    public record Sum(long calls, long costNanos) {}

    /** What all calls of an account from one moment until another come to, as a transaction of the caller's sees it. */
    public Sum sum(Connection connection, UUID account, Instant from, Instant until) throws SQLException {
        Instant firstHour = Pieces.ceiling(from);
        Instant lastHour = until.truncatedTo(ChronoUnit.HOURS);
        if (firstHour.isAfter(lastHour)) {
            return sum(connection, "metering.usage_event", "occurred_at", account, from, until);
        }
        Sum before = sum(connection, "metering.usage_event", "occurred_at", account, from, firstHour);
        Sum whole = sum(connection, "metering.usage_hourly", "hour", account, firstHour, lastHour);
        Sum after = sum(connection, "metering.usage_event", "occurred_at", account, lastHour, until);
        return new Sum(
                before.calls() + whole.calls() + after.calls(),
                Math.addExact(Math.addExact(before.costNanos(), whole.costNanos()), after.costNanos()));
    }

    private static Sum sum(Connection connection, String table, String time, UUID account, Instant from, Instant until)
            throws SQLException {
        if (!from.isBefore(until)) {
            return new Sum(0, 0);
        }
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT coalesce(sum(calls), 0)::bigint, coalesce(sum(cost_nanos), 0)::bigint
                  FROM %s
                 WHERE account_id = ? AND %s >= ? AND %s < ?
                """.formatted(table, time, time))) {
            select.setObject(1, account);
            select.setObject(2, utc(from));
            select.setObject(3, utc(until));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Sum(row.getLong(1), row.getLong(2));
            }
        }
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
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT DISTINCT model
                          FROM metering.usage_hourly
                         WHERE account_id = ? AND hour > ?::timestamptz - INTERVAL '1 hour' AND hour < ?
                         ORDER BY model
                        """)) {
            select.setObject(1, account);
            select.setObject(2, utc(days.from()));
            select.setObject(3, utc(days.until()));
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
     * long that is, rows of calls are read of the hours that it begins and ends in alone, and only if it cuts them.
     */
    public long cost(Connection connection, UUID account, Instant from, Instant until) throws SQLException {
        return sum(connection, account, from, until).costNanos();
    }

    private record Cell(LocalDate day, UUID key, String model) {}

    /** A stretch of time that is within one day. */
    private record Piece(LocalDate day, Instant from, Instant until) {}

    /**
     * Days, cut so that whole hours (UTC) lie in one piece each and what is left of an hour in another.
     *
     * @param rest empty but where midnight is not at a full hour of UTC, as in India
     */
    private record Pieces(List<Piece> wholeHours, List<Piece> rest) {

        static Pieces of(Days days) {
            List<Piece> whole = new ArrayList<>();
            List<Piece> rest = new ArrayList<>();
            for (LocalDate day : days.all()) {
                Instant from = days.start(day);
                Instant until = days.start(day.plusDays(1));
                Instant firstHour = ceiling(from);
                Instant lastHour = until.truncatedTo(ChronoUnit.HOURS);
                whole.add(new Piece(day, firstHour, lastHour));
                addUnlessEmpty(rest, new Piece(day, from, firstHour));
                addUnlessEmpty(rest, new Piece(day, lastHour, until));
            }
            return new Pieces(whole, rest);
        }

        private static Instant ceiling(Instant moment) {
            Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
            return hour.equals(moment) ? hour : hour.plus(1, ChronoUnit.HOURS);
        }

        private static void addUnlessEmpty(List<Piece> pieces, Piece piece) {
            if (piece.from().isBefore(piece.until())) {
                pieces.add(piece);
            }
        }
    }

    private static final String SUMS = """
            sum(input_tokens)::bigint, sum(cache_read_tokens)::bigint,
            sum(cache_write_5m_tokens + cache_write_1h_tokens)::bigint, sum(output_tokens)::bigint,
            sum(reasoning_tokens)::bigint, sum(audio_input_tokens + audio_output_tokens)::bigint,
            sum(cost_nanos)::bigint
            """;

    private static final String OF_MODEL_AND_KEY = """
            AND (?::text IS NULL OR u.model = ?) AND (?::uuid IS NULL OR u.key_id = ?)
            """;

    private static void addHours(
            Connection connection, UsageFilter filter, List<Piece> pieces, Map<Cell, UsageTotals> sums)
            throws SQLException {
        // All hours lie next to each other, so they are read in one go and told apart by where they fall.
        add(connection, filter, pieces, sums, """
                SELECT days.day[u.piece], u.key_id, u.model, sum(u.calls)::bigint, sum(u.failed_calls)::bigint,
                       %s
                  FROM (SELECT ?::date[] AS day, ?::timestamptz[] AS since, ?::timestamptz[] AS until) AS days
                 CROSS JOIN LATERAL (
                       SELECT hourly.*, width_bucket(hourly.hour, days.since) AS piece
                         FROM metering.usage_hourly hourly
                        WHERE hourly.account_id = ? AND hourly.hour >= ? AND hourly.hour < ?) AS u
                 WHERE u.hour < days.until[u.piece] %s
                 GROUP BY days.day[u.piece], u.key_id, u.model
                """.formatted(SUMS, OF_MODEL_AND_KEY));
    }

    private static void addRows(
            Connection connection, UsageFilter filter, List<Piece> pieces, Map<Cell, UsageTotals> sums)
            throws SQLException {
        if (pieces.isEmpty()) {
            return;
        }
        add(connection, filter, pieces, sums, """
                SELECT piece.day, u.key_id, u.model, sum(u.calls)::bigint,
                       count(*) FILTER (WHERE u.end_reason = ANY (%s))::bigint,
                       %s
                  FROM unnest(?::date[], ?::timestamptz[], ?::timestamptz[]) AS piece (day, since, until)
                  JOIN metering.usage_event u
                    ON u.account_id = ? AND u.occurred_at >= piece.since AND u.occurred_at < piece.until
                 WHERE u.occurred_at >= ? AND u.occurred_at < ? %s
                 GROUP BY piece.day, u.key_id, u.model
                """.formatted(failures(), SUMS, OF_MODEL_AND_KEY));
    }

    /** As an array of SQL. */
    private static String failures() {
        StringBuilder codes = new StringBuilder("'{");
        for (Object code : CallStatus.FAILED.codes()) {
            codes.append(codes.length() > 2 ? "," : "").append(code);
        }
        return codes.append("}'::smallint[]").toString();
    }

    private static void add(
            Connection connection, UsageFilter filter, List<Piece> pieces, Map<Cell, UsageTotals> sums, String sql)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "date",
                            pieces.stream().map(piece -> piece.day().toString()).toArray()));
            select.setArray(
                    2, times(connection, pieces.stream().map(Piece::from).toList()));
            select.setArray(
                    3, times(connection, pieces.stream().map(Piece::until).toList()));
            select.setObject(4, filter.account());
            select.setObject(5, utc(pieces.getFirst().from()));
            select.setObject(6, utc(pieces.getLast().until()));
            setModelAndKey(select, 7, filter);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sums.merge(
                            new Cell(row.getObject(1, LocalDate.class), row.getObject(2, UUID.class), row.getString(3)),
                            totals(row, 4),
                            UsageTotals::plus);
                }
            }
        }
    }

    private static Array times(Connection connection, List<Instant> moments) throws SQLException {
        return connection.createArrayOf(
                "timestamptz", moments.stream().map(Instant::toString).toArray());
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    private static int setModelAndKey(PreparedStatement statement, int first, UsageFilter filter) throws SQLException {
        statement.setString(first, filter.model());
        statement.setString(first + 1, filter.model());
        statement.setObject(first + 2, filter.key(), Types.OTHER);
        statement.setObject(first + 3, filter.key(), Types.OTHER);
        return first + 4;
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
     * The latest of an account's calls with one key or model, which may be few among many: the rollup tells in which hours
     * there are any, and only these are looked through.
     */
    private static List<UsageRecord> latestOfFew(
            Connection connection, UsageFilter filter, CallStatus status, Span span, @Nullable UUID after, int limit)
            throws SQLException {
        List<UsageRecord> found = new ArrayList<>();
        Instant before = span.until();
        while (true) {
            List<Instant> hours = hours(connection, filter, status, new Span(span.from(), before), limit);
            for (Instant hour : hours) {
                found.addAll(latest(connection, filter, status, span.of(hour), after, limit - found.size()));
                if (found.size() == limit) {
                    return found;
                }
            }
            if (hours.size() < limit) {
                return found;
            }
            before = hours.getLast();
        }
    }

    /** The latest hours with such a call; with one of another end, where the rollup does not tell them apart. */
    private static List<Instant> hours(
            Connection connection, UsageFilter filter, CallStatus status, Span span, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                SELECT u.hour
                  FROM metering.usage_hourly u
                 WHERE u.account_id = ? AND u.hour > ?::timestamptz - INTERVAL '1 hour' AND u.hour < ? %s %s
                 GROUP BY u.hour
                 ORDER BY u.hour DESC
                 LIMIT ?
                """.formatted(OF_MODEL_AND_KEY, status == CallStatus.FAILED ? "AND u.failed_calls > 0" : ""))) {
            select.setObject(1, filter.account());
            select.setObject(2, utc(span.from()));
            select.setObject(3, utc(span.until()));
            select.setInt(setModelAndKey(select, 4, filter), limit);
            List<Instant> hours = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hours.add(row.getObject(1, OffsetDateTime.class).toInstant());
                }
            }
            return hours;
        }
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
                """.formatted(OF_MODEL_AND_KEY, indexed(status)))) {
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
                    """.formatted(OF_MODEL_AND_KEY))) {
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
