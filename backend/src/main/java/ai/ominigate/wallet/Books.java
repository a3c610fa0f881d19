package ai.ominigate.wallet;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Movements;
import ai.ominigate.billing.Movements.Movement;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.metering.report.DayOfUse;
import ai.ominigate.metering.report.Days;
import ai.ominigate.metering.report.UsageFilter;
import ai.ominigate.metering.report.UsageReports;
import ai.ominigate.metering.report.UsageReports.Sum;
import ai.ominigate.model.own.MovementKind;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An account's books as its owner reads them. What calls cost comes from usage, by when they were made, a day in a line or,
 * where something else moved the balance on that day, a part of it; everything else comes from the ledger. A call is stored
 * and posted in one transaction, and all of this is read in one, so that the last line ends with the ledger's own balance:
 * from there it is counted back. Blocks.
 */
@Singleton
public final class Books {
    /** Further than any node's clock goes wrong: calls of "the future" are part of what was used. */
    private static final Duration AHEAD = Duration.ofDays(2);

    private static final int KEYS_NAMED = 1_000;

    private final DataSource dataSource;
    private final Balances balances;
    private final Movements movements;
    private final UsageReports reports;
    private final Accounts accounts;
    private final Members members;
    private final InstantSource clock;

    Books(
            DataSource dataSource,
            Balances balances,
            Movements movements,
            UsageReports reports,
            Accounts accounts,
            Members members,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.balances = balances;
        this.movements = movements;
        this.reports = reports;
        this.accounts = accounts;
        this.members = members;
        this.clock = clock;
    }

    /** Where days and months of an account begin: in its owner's time zone, or UTC's. */
    public ZoneId zone(UUID account) throws SQLException {
        return Transaction.run(dataSource, connection -> {
            Member owner = members.owner(connection, account);
            return owner == null ? ZoneOffset.UTC : owner.zone();
        });
    }

    /** What the balance of an account is made of, in the order in which it is spent. */
    public List<Balances.Part> parts(UUID account) throws SQLException {
        return read(connection -> balances.parts(connection, account));
    }

    /**
     * Where a list of lines goes on: before this line of that month.
     *
     * @param line its place among all lines of the month, from the earliest on: later ones come after it
     */
    public record Place(YearMonth month, int line) {}

    /** A line and where it stands. */
    public record Placed(Line line, Place place) {}

    /**
     * Lines of an account, the latest first.
     *
     * @param month of this one alone; null for all
     * @param kind of this kind alone; null for all
     * @param after those before this one; null for the latest
     * @param limit at most so many
     */
    public List<Placed> lines(
            UUID account,
            ZoneId zone,
            @Nullable YearMonth month,
            @Nullable MovementKind kind,
            @Nullable Place after,
            int limit)
            throws SQLException {
        return read(connection -> {
            List<Placed> found = new ArrayList<>();
            YearMonth earliest = month == null ? firstMonth(connection, account, zone) : month;
            YearMonth next = after != null ? after.month() : month != null ? month : thisMonth(zone);
            @Nullable Long closing = null;
            while (!next.isBefore(earliest) && found.size() < limit) {
                Month books = month(connection, account, next, zone, closing);
                int from = after != null && after.month().equals(next)
                        ? Math.min(after.line(), books.lines().size())
                        : books.lines().size();
                for (int place = from - 1; place >= 0 && found.size() < limit; place--) {
                    Line line = books.lines().get(place);
                    if (kind == null || line.kind() == kind) {
                        found.add(new Placed(line, new Place(next, place)));
                    }
                }
                closing = books.opening();
                next = next.minusMonths(1);
            }
            return found;
        });
    }

    /** The months that an account has books of, the latest first; this month is always one. */
    public List<YearMonth> months(UUID account, ZoneId zone) throws SQLException {
        return read(connection -> {
            List<YearMonth> months = new ArrayList<>();
            YearMonth first = firstMonth(connection, account, zone);
            for (YearMonth month = thisMonth(zone); !month.isBefore(first); month = month.minusMonths(1)) {
                months.add(month);
            }
            return months;
        });
    }

    /** The statement of a month; null if the month has not begun or is before the account's first. */
    public @Nullable AccountStatement statement(UUID account, YearMonth month, ZoneId zone) throws SQLException {
        Instant now = clock.instant();
        Map<UUID, String> names = accounts.newestKeys(account, KEYS_NAMED).stream()
                .collect(Collectors.toUnmodifiableMap(
                        key -> key.key().id(), key -> key.key().name()));
        return read(connection -> {
            if (month.isAfter(thisMonth(zone)) || month.isBefore(firstMonth(connection, account, zone))) {
                return null;
            }
            Member owner = members.owner(connection, account);
            return new AccountStatement(
                    account,
                    owner == null
                            ? null
                            : owner.profile().company() == null
                                    ? owner.profile().name()
                                    : owner.profile().company(),
                    month(connection, account, month, zone, null),
                    reports.statement(connection, account, month, zone),
                    names,
                    month.isBefore(thisMonth(zone)),
                    now);
        });
    }

    private YearMonth thisMonth(ZoneId zone) {
        return YearMonth.from(clock.instant().atZone(zone));
    }

    private YearMonth firstMonth(Connection connection, UUID account, ZoneId zone) throws SQLException {
        Instant moved = movements.first(connection, account);
        Instant called = reports.first(connection, account);
        YearMonth first = thisMonth(zone);
        for (Instant moment : new @Nullable Instant[] {moved, called}) {
            if (moment != null && YearMonth.from(moment.atZone(zone)).isBefore(first)) {
                first = YearMonth.from(moment.atZone(zone));
            }
        }
        return first;
    }

    /** @param closing the balance at its end, where it is known; null to count back from now */
    private Month month(Connection connection, UUID account, YearMonth month, ZoneId zone, @Nullable Long closing)
            throws SQLException {
        Days days = Days.of(month, zone);
        long end = closing == null ? balanceAt(connection, account, days.until()) : closing;
        List<Line> lines = new ArrayList<>();
        long after = end;
        for (Line line : movedIn(connection, account, days).reversed()) {
            lines.add(new Line(
                    line.kind(),
                    line.since(),
                    line.at(),
                    line.nanos(),
                    after,
                    line.calls(),
                    line.payment(),
                    line.cause()));
            after = Math.subtractExact(after, line.nanos());
        }
        Collections.reverse(lines);
        return new Month(month, zone, after, lines);
    }

    private long balanceAt(Connection connection, UUID account, Instant moment) throws SQLException {
        Instant end = clock.instant().plus(AHEAD);
        long balance = balances.of(connection, account).net();
        if (!moment.isBefore(end)) {
            return balance;
        }
        long moved = movements.between(connection, account, moment, end).stream()
                .mapToLong(Movement::nanos)
                .sum();
        return balance - moved + reports.cost(connection, account, moment, end);
    }

    /** Everything that moved the balance in these days, the earliest first, without the balance afterwards. */
    private List<Line> movedIn(Connection connection, UUID account, Days days) throws SQLException {
        Map<LocalDate, List<Movement>> moved = new TreeMap<>();
        for (Movement movement : movements.between(connection, account, days.from(), days.until())) {
            moved.computeIfAbsent(movement.at().atZone(days.zone()).toLocalDate(), _ -> new ArrayList<>())
                    .add(movement);
        }
        Map<LocalDate, Sum> used = new TreeMap<>();
        for (DayOfUse use : reports.days(connection, UsageFilter.of(account, days))) {
            used.merge(
                    use.day(),
                    new Sum(use.totals().calls(), use.totals().costNanos()),
                    (one, other) ->
                            new Sum(one.calls() + other.calls(), Math.addExact(one.costNanos(), other.costNanos())));
        }
        List<Line> lines = new ArrayList<>();
        for (LocalDate day : days.all()) {
            Sum cost = used.getOrDefault(day, new Sum(0, 0));
            addDay(connection, account, days, day, cost, moved.getOrDefault(day, List.of()), lines);
        }
        return lines;
    }

    private void addDay(
            Connection connection,
            UUID account,
            Days days,
            LocalDate day,
            Sum used,
            List<Movement> moved,
            List<Line> lines)
            throws SQLException {
        Instant begin = day.atStartOfDay(days.zone()).toInstant();
        Instant since = begin;
        Sum told = new Sum(0, 0);
        for (Movement movement : moved) {
            if (used.calls() > told.calls()) {
                Sum until = reports.sum(connection, account, begin, movement.at());
                addCalls(lines, since, movement.at(), until, told);
                told = until;
                since = movement.at();
            }
            lines.add(new Line(
                    MovementKind.valueOf(movement.kind().name()),
                    null,
                    movement.at(),
                    movement.nanos(),
                    0,
                    0,
                    movement.payment(),
                    movement.cause()));
        }
        Instant end = day.plusDays(1).atStartOfDay(days.zone()).toInstant();
        Instant now = clock.instant();
        addCalls(lines, since, end.isAfter(now) && since.isBefore(now) ? now : end, used, told);
    }

    /** The calls of a stretch of a day: those until its end without those that were told before. */
    private static void addCalls(List<Line> lines, Instant since, Instant at, Sum until, Sum told) {
        long cost = until.costNanos() - told.costNanos();
        if (cost != 0) {
            lines.add(new Line(MovementKind.CALLS, since, at, -cost, 0, until.calls() - told.calls(), null, null));
        }
    }

    /** Everything as of one moment: what is stored meanwhile is not half there. */
    private <T extends @Nullable Object> T read(Transaction.Work<T> work) throws SQLException {
        return Transaction.run(dataSource, connection -> {
            try (Statement begin = connection.createStatement()) {
                begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            }
            return work.in(connection);
        });
    }
}
