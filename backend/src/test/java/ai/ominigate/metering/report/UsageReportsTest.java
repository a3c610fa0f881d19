package ai.ominigate.metering.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.CallsOfTests;
import ai.ominigate.metering.EndReason;
import ai.ominigate.metering.UsageRecord;
import ai.ominigate.platform.TestDatabase;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account is told of its usage, held against the single calls. */
class UsageReportsTest {
    /** Clocks go back in New York on the first of November 2026, and go forward in Berlin at the end of March. */
    private static final YearMonth MONTH = YearMonth.of(2026, 11);

    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final List<UUID> KEYS = List.of(UUID.randomUUID(), UUID.randomUUID());
    private static final List<String> MODELS = List.of("gpt-9", "größer-als-α", "=cmd");

    private static TestDatabase database;
    private static UsageReports reports;

    @BeforeAll
    static void aMonthOfRandomCalls() throws SQLException {
        database = TestDatabase.create();
        reports = new UsageReports(database.dataSource());
        Random random = new Random(42);
        CallsOfTests calls = new CallsOfTests();
        Instant begin = Instant.parse("2026-10-30T00:00:00Z");
        for (int i = 0; i < 6_000; i++) {
            calls.call(
                    i % 10 == 0 ? OTHER : ACCOUNT,
                    KEYS.get(random.nextInt(2)),
                    MODELS.get(random.nextInt(3)),
                    begin.plusMillis(random.nextLong(Duration.ofDays(34).toMillis())),
                    EndReason.values()[random.nextInt(EndReason.values().length)],
                    new TokenCounts(
                            random.nextInt(1000),
                            random.nextInt(1000),
                            random.nextInt(100),
                            random.nextInt(100),
                            random.nextInt(1000),
                            random.nextInt(1000),
                            random.nextInt(10),
                            random.nextInt(10)),
                    random.nextLong(5_000_000));
        }
        calls.store(database);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "America/New_York",
                "America/St_Johns",
                "America/Los_Angeles",
                "Asia/Shanghai",
                "Asia/Kolkata",
                "Asia/Kathmandu",
                "Australia/Adelaide",
                "Australia/Lord_Howe",
                "Pacific/Chatham",
                "Pacific/Kiritimati",
                "Pacific/Marquesas",
                "-04:00",
                "+07:07:07"
            })
    void sumsByDayAreThoseOfTheSingleCallsToTheNanoDollarOnEveryClock(String name) throws SQLException {
        ZoneId zone = ZoneId.of(name);
        Days month = Days.of(MONTH, zone);
        UsageFilter filter = UsageFilter.of(ACCOUNT, month);

        Map<LocalDate, Long> told = new TreeMap<>();
        reports.days(filter).forEach(day -> told.merge(day.day(), day.totals().costNanos(), Long::sum));

        Map<LocalDate, Long> counted = all(filter, CallStatus.ANY).stream()
                .collect(Collectors.groupingBy(
                        call -> call.time().atZone(zone).toLocalDate(),
                        TreeMap::new,
                        Collectors.summingLong(UsageRecord::costNanos)));
        assertThat(told).hasSize(30).isEqualTo(counted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "+07:07:07"})
    void everythingThatIsSummedIsThatOfTheSingleCalls(String name) throws SQLException {
        Days days = Days.of(MONTH, ZoneId.of(name));
        for (UsageFilter filter : List.of(
                UsageFilter.of(ACCOUNT, days),
                new UsageFilter(ACCOUNT, days, MODELS.getLast(), null),
                new UsageFilter(ACCOUNT, days, null, KEYS.getFirst()),
                new UsageFilter(ACCOUNT, days, MODELS.getFirst(), KEYS.getLast()))) {
            Map<Cell, List<UsageRecord>> calls = all(filter, CallStatus.ANY).stream()
                    .collect(Collectors.groupingBy(
                            call -> new Cell(call.time().atZone(days.zone()).toLocalDate(), call.key(), call.model())));
            Map<Cell, UsageTotals> counted = new HashMap<>();
            calls.forEach((cell, ofCell) -> counted.put(cell, summed(ofCell)));

            assertThat(reports.days(filter).stream()
                            .collect(Collectors.toMap(
                                    use -> new Cell(use.day(), use.key(), use.model()), DayOfUse::totals)))
                    .as("%s", filter)
                    .isEqualTo(counted);
        }
    }

    private record Cell(LocalDate day, UUID key, String model) {}

    private static UsageTotals summed(List<UsageRecord> calls) {
        return new UsageTotals(
                calls.size(),
                calls.stream().filter(call -> call.end().isFailure()).count(),
                calls.stream().mapToLong(call -> call.tokens().input()).sum(),
                calls.stream().mapToLong(call -> call.tokens().cacheRead()).sum(),
                calls.stream()
                        .mapToLong(call ->
                                call.tokens().cacheWrite5m() + call.tokens().cacheWrite1h())
                        .sum(),
                calls.stream().mapToLong(call -> call.tokens().output()).sum(),
                calls.stream().mapToLong(call -> call.tokens().reasoning()).sum(),
                calls.stream()
                        .mapToLong(call ->
                                call.tokens().audioInput() + call.tokens().audioOutput())
                        .sum(),
                calls.stream().mapToLong(UsageRecord::costNanos).sum());
    }

    @Test
    void whatIsBetweenAnyTwoMomentsIsWhatTheCallsThereCameTo() throws SQLException {
        Random random = new Random(3);
        List<UsageRecord> calls = all(UsageFilter.of(ACCOUNT, Days.of(MONTH, ZoneId.of("UTC"))), CallStatus.ANY);
        Instant begin = Days.of(MONTH, ZoneId.of("UTC")).from();
        try (Connection connection = database.dataSource().getConnection()) {
            for (int i = 0; i < 200; i++) {
                Instant from =
                        begin.plusMillis(random.nextLong(Duration.ofDays(29).toMillis()));
                Instant until = from.plusMillis(
                        random.nextLong(Duration.ofHours(i % 2 == 0 ? 3 : 23).toMillis()));
                List<UsageRecord> between = calls.stream()
                        .filter(call ->
                                !call.time().isBefore(from) && call.time().isBefore(until))
                        .toList();

                assertThat(reports.sum(connection, ACCOUNT, from, until))
                        .as("from %s until %s", from, until)
                        .isEqualTo(new UsageReports.Sum(
                                between.size(),
                                between.stream()
                                        .mapToLong(UsageRecord::costNanos)
                                        .sum()));
            }
        }
    }

    @Test
    void modelsAreThoseThatWereCalledInTheseDays() throws SQLException {
        UUID account = UUID.randomUUID();
        Instant midnight = Instant.parse("2026-11-10T18:30:00Z");
        new CallsOfTests()
                .call(account, KEYS.getFirst(), "before", midnight.minusMillis(1), 5)
                .call(account, KEYS.getFirst(), "first", midnight, 5)
                .call(
                        account,
                        KEYS.getFirst(),
                        "last",
                        midnight.plus(Duration.ofDays(1)).minusMillis(1),
                        5)
                .call(account, KEYS.getFirst(), "after", midnight.plus(Duration.ofDays(1)), 5)
                .store(database);
        LocalDate day = LocalDate.of(2026, 11, 11);

        assertThat(reports.models(account, new Days(day, day, ZoneId.of("Asia/Kolkata"))))
                .containsExactly("first", "last");
    }

    @Test
    void theDayOnWhichClocksGoBackHasTwentyFiveHours() {
        Days day = new Days(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 1), ZoneId.of("America/New_York"));

        assertThat(Duration.between(day.from(), day.until())).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void aStatementIsTheSumOfItsMonth() throws SQLException {
        ZoneId zone = ZoneId.of("America/New_York");
        Statement statement = reports.statement(ACCOUNT, MONTH, zone);

        UsageFilter filter = UsageFilter.of(ACCOUNT, Days.of(MONTH, zone));
        assertThat(statement.total()).isEqualTo(total(reports.days(filter)));
        assertThat(statement.lines()).hasSize(KEYS.size() * MODELS.size());
        assertThat(statement.lines().stream()
                        .map(line -> line.totals().costNanos())
                        .toList())
                .isSortedAccordingTo((one, two) -> Long.compare(two, one));
    }

    @Test
    void partsOfAListAreTheWholeListOnceLatestFirst() throws SQLException {
        UsageFilter filter =
                new UsageFilter(ACCOUNT, Days.of(MONTH, ZoneId.of("UTC")), MODELS.getFirst(), KEYS.getFirst());

        List<UUID> found = new ArrayList<>();
        UsagePart part = reports.calls(filter, CallStatus.FAILED, null, 37);
        while (true) {
            part.calls().forEach(call -> found.add(call.id()));
            if (part.next() == null) {
                break;
            }
            part = reports.calls(filter, CallStatus.FAILED, part.next(), 37);
        }

        List<UUID> expected = all(filter, CallStatus.FAILED).stream()
                .map(UsageRecord::id)
                .toList()
                .reversed();
        assertThat(found).hasSizeGreaterThan(37).isEqualTo(expected);
    }

    @Test
    void aStatusHasTheEndsThatItStandsFor() throws SQLException {
        UsageFilter filter = UsageFilter.of(ACCOUNT, Days.of(MONTH, ZoneId.of("UTC")));

        assertThat(all(filter, CallStatus.CUT_SHORT))
                .isNotEmpty()
                .allMatch(call -> call.end() == EndReason.CLIENT_LEFT || call.end() == EndReason.BALANCE_EXHAUSTED);
        assertThat(all(filter, CallStatus.FAILED))
                .isNotEmpty()
                .allMatch(call -> call.end().isFailure());
        assertThat(all(filter, CallStatus.DONE).size()
                        + all(filter, CallStatus.CUT_SHORT).size()
                        + all(filter, CallStatus.REFUSED).size()
                        + all(filter, CallStatus.FAILED).size())
                .isEqualTo(all(filter, CallStatus.ANY).size());
    }

    @Test
    void nobodySeesWhatAnotherAccountDid() throws SQLException {
        UsageFilter mine = UsageFilter.of(UUID.randomUUID(), Days.of(MONTH, ZoneId.of("UTC")));

        assertThat(reports.days(mine)).isEmpty();
        assertThat(reports.calls(mine, CallStatus.ANY, null, 10).calls()).isEmpty();
        UUID others = reports.calls(UsageFilter.of(OTHER, mine.days()), CallStatus.ANY, null, 1)
                .calls()
                .getFirst()
                .id();
        assertThat(reports.calls(mine, CallStatus.ANY, others, 10).calls()).isEmpty();
    }

    @Test
    void aFileHasEveryCallWithItsExactCost() throws Exception {
        UsageFilter filter = UsageFilter.of(ACCOUNT, Days.of(MONTH, ZoneId.of("UTC")));
        StringWriter file = new StringWriter();

        UsageFile.CSV.begin(file);
        reports.readAll(filter, CallStatus.ANY, call -> UsageFile.CSV.write(file, call, key -> "a key"));

        List<String> lines = file.toString().lines().toList();
        long nanos = lines.stream()
                .skip(1)
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.lastIndexOf(',') + 1).replace(".", "")))
                .sum();
        assertThat(lines.size() - 1).isEqualTo(total(reports.days(filter)).calls());
        assertThat(nanos).isEqualTo(total(reports.days(filter)).costNanos());
    }

    @Test
    void aFileIsNoProgram() throws Exception {
        StringWriter file = new StringWriter();
        UsageFilter filter = new UsageFilter(ACCOUNT, Days.of(MONTH, ZoneId.of("UTC")), "=cmd", null);
        UsageRecord call =
                reports.calls(filter, CallStatus.ANY, null, 1).calls().getFirst();

        UsageFile.CSV.write(file, call, key -> "@SUM(1,\"2\")");

        assertThat(file.toString()).contains(",'=cmd,", ",\"'@SUM(1,\"\"2\"\")\",");
        for (String start : List.of("=1", "+1", "-1", "@a", "\ta", "\ra")) {
            assertThat(UsageFile.cell(start)).containsPattern("^\"?'");
        }
    }

    @Test
    void daysThatAreNoneOrTooManyAreRefused() {
        LocalDate day = LocalDate.of(2026, 11, 1);
        ZoneId utc = ZoneId.of("UTC");

        assertThatThrownBy(() -> new Days(day, day.minusDays(1), utc)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Days(day, day.plusYears(9), utc)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<UsageRecord> all(UsageFilter filter, CallStatus status) throws SQLException {
        List<UsageRecord> calls = new ArrayList<>();
        reports.readAll(filter, status, calls::add);
        return calls;
    }

    private static UsageTotals total(List<DayOfUse> days) {
        return days.stream().map(DayOfUse::totals).reduce(UsageTotals.NONE, UsageTotals::plus);
    }
}
