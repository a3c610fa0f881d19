package ai.ominigate.metering.report;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Time cut at some moments, and the sums of an account's calls in each stretch between two cuts.
 *
 * <p>They are put together from the rollups, and are those of the single calls to the nano-dollar. The four times six
 * hours of a UTC day count as part of the stretch in which they would lie if cuts were only between them, at the nearest
 * such moments; then what is between that moment and the cut is moved to the neighbour: by hours as far as the nearest full
 * hour, from there by quarters of an hour, and by single calls only if a cut is not at a quarter either, as every midnight of
 * today's clocks is. Hence, wherever midnight is, a day takes four times six hours and at most three hours and two quarters.
 * All is read in one statement: what is added to one stretch and taken from another is the same.
 */
final class Stretches {
    private static final Duration SIX_HOURS = Duration.ofHours(6);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** What the rows that are summed have, as they are called in what is selected. */
    private static final List<Column> SUMS = List.of(
            new Column("calls", "u.calls"),
            new Column("failed_calls", "u.failed_calls"),
            new Column("input", "u.input_tokens"),
            new Column("cache_read", "u.cache_read_tokens"),
            new Column("cache_write", "u.cache_write_5m_tokens + u.cache_write_1h_tokens"),
            new Column("output", "u.output_tokens"),
            new Column("reasoning", "u.reasoning_tokens"),
            new Column("audio", "u.audio_input_tokens + u.audio_output_tokens"),
            new Column("cost", "u.cost_nanos"));

    private record Column(String name, String expression) {}

    private final List<Instant> cuts;

    /** @param cuts at least two, in order; two may be the same, then nothing is between them */
    Stretches(List<Instant> cuts) {
        if (cuts.size() < 2) {
            throw new IllegalArgumentException("nothing is between fewer than two moments");
        }
        this.cuts = List.copyOf(cuts);
    }

    /** Reads one row of an answer. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Reads what is asked of the sums.
     *
     * @param model of this one alone; null for all
     * @param key of this one alone; null for all
     * @param select what of {@code u}, whose rows have a {@code stretch}, counted from 1, {@code key_id}, {@code model} and
     *     what is summed. Those of one stretch, key and model may be several, and some are negative.
     * @param rest of the statement after FROM: how the rows are grouped, without those that come to no call
     */
    <T> List<T> read(
            Connection connection,
            UUID account,
            @Nullable String model,
            @Nullable UUID key,
            String select,
            String rest,
            RowReader<T> reader)
            throws SQLException {
        Narrowed narrowed = new Narrowed(account, model, key);
        List<Moved> hours = each(moved(SIX_HOURS, HOUR), HOUR);
        List<Moved> quarters = each(moved(HOUR, QUARTER), QUARTER);
        List<Moved> calls = moved(QUARTER, Duration.ofNanos(1));
        StringJoiner all = new StringJoiner(" UNION ALL ");
        all.add(sixHours(narrowed));
        // Hours and quarters are named one by one, and OFFSET 0 has each looked for by itself: however many rows of few
        // accounts there are, the planner is not to read all of them.
        addUnlessEmpty(all, hours, "metering.usage_hourly", "u.hour = cut.hour", narrowed);
        addUnlessEmpty(
                all,
                quarters,
                "metering.usage_quarter_hourly",
                "u.hour = cut.hour AND u.quarter = cut.quarter",
                narrowed);
        addUnlessEmpty(all, calls, CALLS, """
                u.occurred_at >= cut.since AND u.occurred_at < cut.until
                AND u.occurred_at BETWEEN ? AND ?
                """, narrowed);
        String sql = "SELECT %s FROM (%s) AS u %s".formatted(select, all, rest);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Parameters parameters = new Parameters(connection, statement);
            bindSixHours(parameters, narrowed);
            bind(parameters, hours, narrowed, false);
            bind(parameters, quarters, narrowed, false);
            bind(parameters, calls, narrowed, true);
            List<T> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(reader.read(row));
                }
            }
            return found;
        }
    }

    /** The calls that are asked for. */
    private record Narrowed(
            UUID account, @Nullable String model, @Nullable UUID key) {
        String sql() {
            return "u.account_id = ?" + (model == null ? "" : " AND u.model = ?")
                    + (key == null ? "" : " AND u.key_id = ?");
        }

        void bind(Parameters parameters) throws SQLException {
            parameters.value(account);
            if (model != null) {
                parameters.value(model);
            }
            if (key != null) {
                parameters.value(key);
            }
        }
    }

    private static String sixHours(Narrowed narrowed) {
        return """
                SELECT width_bucket(u.until, ?::timestamptz[]) AS stretch, u.key_id, u.model, %s
                  FROM metering.usage_six_hourly u
                 WHERE %s AND u.until >= ? AND u.until < ?
                """.formatted(
                SUMS.stream().map(sum -> sum.expression() + " AS " + sum.name()).collect(Collectors.joining(", ")),
                narrowed.sql());
    }

    private void bindSixHours(Parameters parameters, Narrowed narrowed) throws SQLException {
        List<Instant> ends = cuts.stream()
                .map(cut -> nearest(cut, SIX_HOURS).plus(SIX_HOURS))
                .toList();
        parameters.times(ends.subList(0, ends.size() - 1));
        narrowed.bind(parameters);
        parameters.value(ends.getFirst().atOffset(ZoneOffset.UTC));
        parameters.value(ends.getLast().atOffset(ZoneOffset.UTC));
    }

    /** Calls one by one, with the names that rollups have. */
    private static final String CALLS = """
            (SELECT c.*, (c.end_reason = ANY ('{%s}'::smallint[]))::int AS failed_calls FROM metering.usage_event c)
            """.formatted(
            List.of(CallStatus.FAILED.codes()).stream().map(String::valueOf).collect(Collectors.joining(",")));

    private static void addUnlessEmpty(
            StringJoiner all, List<Moved> moved, String table, String between, Narrowed narrowed) {
        if (!moved.isEmpty()) {
            all.add("""
                    SELECT moved.stretch, piece.key_id, piece.model, %s
                      FROM (SELECT cut.gains, cut.loses, u.key_id, u.model, %s
                              FROM unnest(
                                       ?::int[], ?::int[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
                                       ?::smallint[])
                                AS cut (gains, loses, since, until, hour, quarter)
                             CROSS JOIN LATERAL (SELECT u.* FROM %s u WHERE %s AND %s OFFSET 0) AS u
                             GROUP BY cut.gains, cut.loses, u.key_id, u.model) AS piece
                     CROSS JOIN LATERAL (VALUES (piece.gains, 1), (piece.loses, -1)) AS moved (stretch, sign)
                     WHERE moved.stretch BETWEEN 1 AND ?
                    """.formatted(
                    SUMS.stream().map(sum -> "moved.sign * piece." + sum.name()).collect(Collectors.joining(", ")),
                    SUMS.stream()
                            .map(sum -> "sum(%s)::bigint AS %s".formatted(sum.expression(), sum.name()))
                            .collect(Collectors.joining(", ")),
                    table,
                    narrowed.sql(),
                    between));
        }
    }

    /** @param ends whether it is said between which moments all of it lies: so the planner knows which days it needs */
    private void bind(Parameters parameters, List<Moved> moved, Narrowed narrowed, boolean ends) throws SQLException {
        if (!moved.isEmpty()) {
            parameters.numbers(moved.stream().map(Moved::gains).toList());
            parameters.numbers(moved.stream().map(Moved::loses).toList());
            parameters.times(moved.stream().map(Moved::since).toList());
            parameters.times(moved.stream().map(Moved::until).toList());
            parameters.times(moved.stream().map(Moved::hour).toList());
            parameters.numbers(moved.stream().map(Moved::quarter).toList());
            narrowed.bind(parameters);
            if (ends) {
                parameters.value(moved.getFirst().since().atOffset(ZoneOffset.UTC));
                parameters.value(moved.getLast().until().atOffset(ZoneOffset.UTC));
            }
            parameters.value(cuts.size() - 1);
        }
    }

    /**
     * What is between where a cut is in coarse units of time, and in fine ones.
     *
     * @param gains the stretch that it belongs to, counted from 1; 0, or more than there are, if to none
     * @param loses the one that has it as long as only coarse units are looked at
     */
    private record Moved(int gains, int loses, Instant since, Instant until) {
        Instant hour() {
            return since.truncatedTo(ChronoUnit.HOURS);
        }

        int quarter() {
            return (int) Duration.between(hour(), since).dividedBy(QUARTER);
        }
    }

    /** The same, a unit at a time. */
    private static List<Moved> each(List<Moved> moved, Duration unit) {
        List<Moved> each = new ArrayList<>();
        for (Moved piece : moved) {
            for (Instant since = piece.since(); since.isBefore(piece.until()); since = since.plus(unit)) {
                each.add(new Moved(piece.gains(), piece.loses(), since, since.plus(unit)));
            }
        }
        return each;
    }

    private List<Moved> moved(Duration coarse, Duration fine) {
        List<Moved> moved = new ArrayList<>();
        for (int before = 0; before < cuts.size(); before++) {
            Instant roughly = nearest(cuts.get(before), coarse);
            Instant closely = nearest(cuts.get(before), fine);
            if (roughly.isBefore(closely)) {
                moved.add(new Moved(before, before + 1, roughly, closely));
            } else if (closely.isBefore(roughly)) {
                moved.add(new Moved(before + 1, before, closely, roughly));
            }
        }
        return moved;
    }

    /** When the first six hours begin that are summed and not before this moment. */
    static Instant nextSixHours(Instant moment) {
        Instant last = lastSixHours(moment);
        return last.equals(moment) ? last : last.plus(SIX_HOURS);
    }

    /** When the last six hours have ended that are summed and not after this moment. */
    static Instant lastSixHours(Instant moment) {
        long millis = SIX_HOURS.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(moment.toEpochMilli(), millis) * millis);
    }

    private static Instant nearest(Instant moment, Duration unit) {
        if (unit.toNanos() == 1) {
            return moment;
        }
        long millis = unit.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(moment.toEpochMilli() + millis / 2, millis) * millis);
    }

    /** Sets one after the other. */
    private static final class Parameters {
        private final Connection connection;
        private final PreparedStatement statement;
        private int last;

        Parameters(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        void value(Object value) throws SQLException {
            statement.setObject(++last, value);
        }

        void numbers(List<Integer> numbers) throws SQLException {
            statement.setArray(++last, connection.createArrayOf("int4", numbers.toArray()));
        }

        void times(List<Instant> moments) throws SQLException {
            Object[] texts = moments.stream().map(Instant::toString).toArray();
            statement.setArray(++last, connection.createArrayOf("timestamptz", texts));
        }
    }
}
