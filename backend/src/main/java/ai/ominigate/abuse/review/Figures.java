package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.model.abuse.AbuseOverview;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.staff.Colleague;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What goes on at the abuse desk, in figures. Blocks. */
@Singleton
final class Figures {
    private static final long HOURS = 48;
    private static final long DAYS = 30;
    private static final Duration SOON = Duration.ofHours(24);
    private static final Duration SIGNALS = Duration.ofDays(7);
    private static final Duration APPEALS = Duration.ofDays(90);
    private static final int LAST = 50;

    private final Flags flags;
    private final Decisions decisions;
    private final CaseView view;
    private final DataSource dataSource;
    private final InstantSource clock;

    Figures(Flags flags, Decisions decisions, CaseView view, DataSource dataSource, InstantSource clock) {
        this.flags = flags;
        this.decisions = decisions;
        this.view = view;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    AbuseOverview now() throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<String, Long> raised;
        Map<String, Settled> appealed;
        AbuseOverview counted;
        try (Connection connection = dataSource.getConnection()) {
            raised = raised(connection, now.minus(SIGNALS));
            appealed = appealedBySignal(connection, now.minus(APPEALS));
            counted = counted(connection, now);
        }
        Set<String> all = new TreeSet<>(raised.keySet());
        all.addAll(appealed.keySet());
        List<AbuseOverview.Signal> signals = new ArrayList<>();
        for (String signal : all) {
            signals.add(signal(signal, raised.getOrDefault(signal, 0L), appealed.getOrDefault(signal, Settled.NONE)));
        }
        signals.sort(Comparator.comparingInt(
                signal -> Integer.parseInt(signal.signal().substring(1))));
        return new AbuseOverview(
                now,
                counted.open(),
                counted.byStatus(),
                counted.byFamily(),
                counted.unclaimed(),
                counted.oldestUnclaimed(),
                counted.overdue(),
                counted.appealsOpen(),
                counted.appealsOverdue(),
                counted.appealsUpheld(),
                counted.appealsOverturned(),
                counted.deciders(),
                decisions.bansToReview(),
                decisions.endingWithin(SOON),
                days(now),
                counted.hours(),
                signals);
    }

    private List<AbuseOverview.Day> days(Instant now) throws SQLException {
        LocalDate first = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS - 1);
        Map<LocalDate, Decisions.OfDay> decided = decisions.byDay(first);
        return Stream.iterate(first, day -> day.plusDays(1))
                .limit(DAYS)
                .map(day -> {
                    Decisions.OfDay each = decided.getOrDefault(day, Decisions.OfDay.NOTHING);
                    return new AbuseOverview.Day(day, each.automatic(), each.human());
                })
                .toList();
    }

    private AbuseOverview counted(Connection connection, Instant now) throws SQLException {
        String waiting = "open AND state = 'NEW' AND (claimed_until IS NULL OR claimed_until <= ?)";
        return new AbuseOverview(
                now,
                by(connection, "priority", Function.identity(), new TreeMap<>()),
                by(connection, "state", CaseStatus::valueOf, new EnumMap<>(CaseStatus.class)),
                by(connection, "family", CaseFamily::valueOf, new EnumMap<>(CaseFamily.class)),
                number(connection, "count(*) FROM abuse.case_file WHERE " + waiting, now),
                moment(connection, "min(opened_at) FROM abuse.case_file WHERE " + waiting, now),
                number(
                        connection,
                        "count(*) FROM abuse.case_file WHERE open AND state <> 'SNOOZED' AND due_at < ?",
                        now),
                number(connection, "count(*) FROM abuse.appeal WHERE status = 'OPEN' AND received_at <= ?", now),
                number(connection, "count(*) FROM abuse.appeal WHERE status = 'OPEN' AND due_at < ?", now),
                number(
                        connection,
                        "count(*) FROM abuse.appeal WHERE status = 'UPHELD' AND settled_at >= ?",
                        now.minus(APPEALS)),
                number(
                        connection,
                        "count(*) FROM abuse.appeal WHERE status = 'OVERTURNED' AND settled_at >= ?",
                        now.minus(APPEALS)),
                deciders(connection, now.minus(APPEALS)),
                0,
                0,
                List.of(),
                hours(connection, now),
                List.of());
    }

    /** Open cases by the values of a column. */
    private static <K> Map<K, Long> by(
            Connection connection, String column, Function<String, K> key, Map<K, Long> counted) throws SQLException {
        String sql = "SELECT " + column + "::text, count(*) FROM abuse.case_file WHERE open GROUP BY 1";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                counted.put(key.apply(row.getString(1)), row.getLong(2));
            }
            return counted;
        }
    }

    private static long number(Connection connection, String what, Instant time) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + what)) {
            statement.setObject(1, time.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static @Nullable Instant moment(Connection connection, String what, Instant time) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + what)) {
            statement.setObject(1, time.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime moment = row.getObject(1, OffsetDateTime.class);
                return moment == null ? null : moment.toInstant();
            }
        }
    }

    private static List<AbuseOverview.Hour> hours(Connection connection, Instant now) throws SQLException {
        Instant first = now.truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1, ChronoUnit.HOURS);
        Map<Instant, Map<CaseFamily, Long>> hours = new TreeMap<>();
        for (long i = 0; i < HOURS; i++) {
            hours.put(first.plus(i, ChronoUnit.HOURS), new EnumMap<>(CaseFamily.class));
        }
        String sql = """
                SELECT date_trunc('hour', raised_at, 'UTC') AS hour, family, count(*)
                FROM abuse.flag
                WHERE raised_at >= ? AND NOT shadow
                GROUP BY hour, family
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, first.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Instant hour = row.getObject(1, OffsetDateTime.class).toInstant();
                    hours.computeIfAbsent(hour, each -> new EnumMap<>(CaseFamily.class))
                            .put(CaseFamily.valueOf(row.getString(2)), row.getLong(3));
                }
            }
        }
        return hours.entrySet().stream()
                .map(hour -> new AbuseOverview.Hour(hour.getKey(), hour.getValue()))
                .toList();
    }

    /** How many flags each signal has raised since then, in earnest. */
    private static Map<String, Long> raised(Connection connection, Instant since) throws SQLException {
        String sql = """
                SELECT signal, count(*)
                FROM abuse.flag
                WHERE raised_at >= ? AND NOT shadow
                GROUP BY signal
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, since.atOffset(ZoneOffset.UTC));
            Map<String, Long> raised = new TreeMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    raised.put(row.getString(1), row.getLong(2));
                }
            }
            return raised;
        }
    }

    /** How appeals were decided. */
    private record Settled(long upheld, long overturned) {
        static final Settled NONE = new Settled(0, 0);

        @Nullable
        Double overturnRate() {
            return upheld + overturned == 0 ? null : (double) overturned / (upheld + overturned);
        }
    }

    private static final String SETTLED = """
            count(DISTINCT a.id) FILTER (WHERE a.status = 'UPHELD'),
            count(DISTINCT a.id) FILTER (WHERE a.status = 'OVERTURNED')
            """;

    /** Of cases to whose score a signal has added. */
    private static Map<String, Settled> appealedBySignal(Connection connection, Instant since) throws SQLException {
        String sql = "SELECT f.signal, " + SETTLED + """
                FROM abuse.appeal AS a
                JOIN abuse.flag AS f ON f.case_id = a.case_id
                WHERE a.settled_at >= ? AND NOT f.shadow
                GROUP BY f.signal
                """;
        return settled(connection, sql, since);
    }

    private List<AbuseOverview.Decider> deciders(Connection connection, Instant since) throws SQLException {
        String sql = "SELECT decider::text, " + SETTLED + """
                FROM abuse.appeal AS a
                CROSS JOIN unnest(a.deciders) AS decider
                WHERE a.settled_at >= ?
                GROUP BY decider
                """;
        Map<String, Settled> settled = settled(connection, sql, since);
        Set<UUID> people = new HashSet<>();
        settled.keySet().forEach(id -> people.add(UUID.fromString(id)));
        Map<UUID, Colleague> known = view.named(connection, people);
        List<AbuseOverview.Decider> deciders = new ArrayList<>();
        settled.forEach((id, each) -> deciders.add(new AbuseOverview.Decider(
                CaseView.colleague(known, UUID.fromString(id)),
                each.upheld(),
                each.overturned(),
                Objects.requireNonNullElse(each.overturnRate(), 0.0))));
        return deciders;
    }

    private static Map<String, Settled> settled(Connection connection, String sql, Instant since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, since.atOffset(ZoneOffset.UTC));
            Map<String, Settled> settled = new TreeMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    settled.put(row.getString(1), new Settled(row.getLong(2), row.getLong(3)));
                }
            }
            return settled;
        }
    }

    private AbuseOverview.Signal signal(String signal, long raised, Settled appealed) throws SQLException {
        Flags.Precision precision = flags.precision(signal, LAST);
        OptionalDouble share = precision.share();
        return new AbuseOverview.Signal(
                signal,
                raised,
                precision.confirmed(),
                precision.wrong(),
                share.isPresent() ? share.getAsDouble() : null,
                appealed.upheld(),
                appealed.overturned(),
                appealed.overturnRate());
    }
}
