package ai.ominigate.customer.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Credits;
import ai.ominigate.billing.Settlement;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import ai.ominigate.metering.CallsOfTests;
import ai.ominigate.metering.EndReason;
import ai.ominigate.metering.report.Statement;
import ai.ominigate.metering.report.UsageReports;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wherever an account's owner looks, a month costs the same, to the nano-dollar: on the page, in the API, in both files, on
 * the statement and in the ledger. The months are those in which their clocks change, by an hour or by half of one. Another
 * month each time: {@code -Dseed} repeats one that failed.
 */
@ExtendWith(SharedOminiGate.class)
class SameFiguresTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long NANOS_PER_DOLLAR = 1_000_000_000L;
    private static final long GRANTED = 90_000 * NANOS_PER_DOLLAR;
    private static final int CALLS = 700;
    private static final List<String> MODELS = List.of("gpt-9", "größer, als \"α\"", "=cmd");

    private final RunningOminiGate ominigate = SharedOminiGate.get();

    /** A call as it was made: what all figures are held against. */
    private record Made(Instant at, UUID key, String model, EndReason end, TokenCounts tokens, long nanos) {}

    @ParameterizedTest
    @CsvSource({
        "America/New_York,    2026-03, 2026-03-08",
        "America/New_York,    2026-11, 2026-11-01",
        "Europe/Berlin,       2026-10, 2026-10-25",
        "Australia/Lord_Howe, 2026-04, 2026-04-05",
        "Australia/Lord_Howe, 2026-10, 2026-10-04",
    })
    void aMonthIsTheSameWhereverOneLooks(ZoneId zone, YearMonth month, LocalDate change) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        String which = "%s in %s, with -Dseed=%d".formatted(month, zone, seed);
        Newcomer owner = Newcomer.signedIn(ominigate);
        UUID account = account(owner);
        assertThat(owner.send(
                                "PUT",
                                "/me",
                                Map.of("language", "en", "timeZone", zone.getId()),
                                Map.of("If-Match", "\"1\""))
                        .status())
                .isEqualTo(200);
        List<UUID> keys = List.of(key(account, "one"), key(account, "two"));
        bean(Credits.class).grant(account, GRANTED, "figures " + account, "a test");
        List<Made> made = random(new Random(seed), zone, month, change, keys);
        store(account, made);
        List<Made> ofMonth = made.stream()
                .filter(call -> YearMonth.from(call.at().atZone(zone)).equals(month))
                .toList();
        long expected = nanos(ofMonth);
        String days = "from=%s&to=%s".formatted(month.atDay(1), month.atEndOfMonth());

        // What was made, call by call.
        Document page = Jsoup.parse(page(owner, "/usage?" + days));
        assertThat(exact(page)).as("the page, %s", which).isEqualTo(expected);

        JsonNode byDay = owner.get("/usage/days?" + days).json().path("items");
        assertThat(nanos(byDay)).as("the API's days, %s", which).isEqualTo(expected);
        assertThat(daysOf(byDay)).as("each day, %s", which).isEqualTo(daysOf(ofMonth, zone));

        List<JsonNode> calls = allCalls(owner, days);
        assertThat(calls).as("the API's calls, %s", which).hasSize(ofMonth.size());
        assertThat(nanos(calls)).as("the API's calls, %s", which).isEqualTo(expected);

        List<String> csv =
                lines(page(owner, "/usage/calls.csv?" + days)).stream().skip(1).toList();
        assertThat(csv).as("the CSV, %s", which).hasSize(ofMonth.size());
        assertThat(csv.stream()
                        .mapToLong(line -> nanos(line.substring(line.lastIndexOf(',') + 1)))
                        .sum())
                .as("the CSV, %s", which)
                .isEqualTo(expected);

        List<JsonNode> jsonLines = new ArrayList<>();
        for (String line : lines(page(owner, "/usage/calls.jsonl?" + days))) {
            jsonLines.add(JSON.readTree(line));
        }
        assertThat(jsonLines.stream()
                        .mapToLong(call -> nanos(call.path("cost_usd").asText()))
                        .sum())
                .as("the JSON lines, %s", which)
                .isEqualTo(expected);
        assertThat(jsonLines.stream()
                        .map(call -> call.path("time").asText())
                        .map(Instant::parse)
                        .sorted()
                        .toList())
                .as("the moments of the calls, %s", which)
                .isEqualTo(ofMonth.stream().map(Made::at).sorted().toList());

        Statement statement = bean(UsageReports.class).statement(account, month, zone);
        assertThat(statement.total().costNanos()).as("the statement, %s", which).isEqualTo(expected);
        assertThat(statement.lines().stream()
                        .mapToLong(line -> line.totals().costNanos())
                        .sum())
                .as("the statement's lines, %s", which)
                .isEqualTo(expected);

        statements(owner, account, made, zone, month, which);

        // The ledger knows no months of whoever reads: all that was ever made is in it, and nothing else.
        Balances.Balance balance = bean(Balances.class).of(account);
        assertThat(balance.credited() - balance.balance())
                .as("the ledger, %s", which)
                .isEqualTo(nanos(made));
        assertThat(nanos(owner.get("/balance").json().path("used").asText()))
                .as("the API's balance, %s", which)
                .isEqualTo(nanos(made));
        assertThat(exactBalance(page(owner, "/dashboard")))
                .as("the dashboard's balance, %s", which)
                .isEqualTo(balance.available());
    }

    /** The account's statement of the month as JSON, CSV and PDF, and the books that it is made of. */
    private void statements(Newcomer owner, UUID account, List<Made> made, ZoneId zone, YearMonth month, String which)
            throws Exception {
        Instant begin = month.atDay(1).atStartOfDay(zone).toInstant();
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        long before =
                nanos(made.stream().filter(call -> call.at().isBefore(begin)).toList());
        long after =
                nanos(made.stream().filter(call -> !call.at().isBefore(end)).toList());
        long expected = nanos(made) - before - after;
        String path = "/billing/statements/" + month;

        JsonNode statement = owner.get(path).json();
        assertThat(statement.path("timeZone").asText()).as(which).isEqualTo(zone.getId());
        assertThat(nanos(statement.path("used").asText()))
                .as("the statement's calls, %s", which)
                .isEqualTo(expected);
        assertThat(nanos(statement.path("usage")))
                .as("the statement's models and keys, %s", which)
                .isEqualTo(expected);
        List<JsonNode> movements = new ArrayList<>();
        statement.path("movements").forEach(movements::add);
        List<JsonNode> ofCalls = movements.stream()
                .filter(movement -> movement.path("kind").asText().equals("CALLS"))
                .toList();
        assertThat(-amounts(ofCalls)).as("the statement's movements, %s", which).isEqualTo(expected);
        long opening = nanos(statement.path("opening").asText());
        long closing = nanos(statement.path("closing").asText());
        assertThat(opening + amounts(movements)).as("what is left, %s", which).isEqualTo(closing);
        if (Instant.now().isAfter(end)) {
            // Nothing was paid in before the month ended, so that all of it is owed.
            assertThat(opening).as("what it opens with, %s", which).isEqualTo(-before);
            assertThat(closing).as("what it closes with, %s", which).isEqualTo(-before - expected);
        }

        List<String> rows = lines(owner.get(path + "/csv").response().body());
        assertThat(-amounts(rows, "movement", ofCalls.size() == movements.size() ? 0 : GRANTED))
                .as("the CSV's movements, %s", which)
                .isEqualTo(expected);
        assertThat(-amounts(rows, "usage", 0)).as("the CSV's calls, %s", which).isEqualTo(expected);
        assertThat(rows.stream().filter(row -> row.startsWith("closing,")).toList())
                .as("the CSV's end, %s", which)
                .singleElement()
                .satisfies(row -> assertThat(nanos(row.substring(row.lastIndexOf(',') + 1)))
                        .isEqualTo(closing));

        String pdf = StatementPdfText.of(ominigate, owner, month);
        assertThat(pdf)
                .as("the PDF, %s", which)
                .contains(StatementPdfText.money(expected), StatementPdfText.money(closing));
        for (JsonNode movement : movements) {
            assertThat(pdf)
                    .as("the PDF, %s", which)
                    .contains(
                            StatementPdfText.money(nanos(movement.path("amount").asText())));
        }

        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            assertThat(bean(UsageReports.class).cost(connection, account, begin, end))
                    .as("between the month's ends, %s", which)
                    .isEqualTo(expected);
        }
    }

    private static long amounts(List<JsonNode> movements) {
        return movements.stream()
                .mapToLong(movement -> nanos(movement.path("amount").asText()))
                .sum();
    }

    /** @param credited what was paid in among them */
    private static long amounts(List<String> rows, String type, long credited) {
        return rows.stream()
                        .filter(row -> row.startsWith(type + ","))
                        .map(row -> row.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
                        .mapToLong(cells -> nanos(cells[8]))
                        .sum()
                - credited;
    }

    /** Most of them around what is hard: both ends of the month, and the hours in which clocks change. */
    private static List<Made> random(Random random, ZoneId zone, YearMonth month, LocalDate change, List<UUID> keys) {
        Instant begin = month.atDay(1).atStartOfDay(zone).toInstant();
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        Instant changes = change.atStartOfDay(zone).toInstant();
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            Instant at = switch (i % 4) {
                case 0 ->
                    begin.plusMillis(
                            random.nextLong(Duration.between(begin, end).toMillis()));
                case 1 ->
                    changes.plusMillis(random.nextLong(Duration.ofHours(26).toMillis()));
                case 2 -> begin.plusMillis(random.nextLong(-7_200_000, 7_200_000));
                default -> end.plusMillis(random.nextLong(-7_200_000, 7_200_000));
            };
            made.add(call(random, at, keys));
        }
        made.add(call(random, begin, keys));
        made.add(call(random, begin.minusMillis(1), keys));
        made.add(call(random, end, keys));
        made.add(call(random, end.minusMillis(1), keys));
        return made;
    }

    private static Made call(Random random, Instant at, List<UUID> keys) {
        return new Made(
                at.truncatedTo(ChronoUnit.MILLIS),
                keys.get(random.nextInt(keys.size())),
                MODELS.get(random.nextInt(MODELS.size())),
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
                random.nextInt(20) == 0 ? 0 : (long) Math.pow(10, 11 * random.nextDouble()));
    }

    /** As the shipper stores them, with what the ledger gets in the same breath. */
    private void store(UUID account, List<Made> made) throws Exception {
        CallsOfTests calls = new CallsOfTests();
        made.forEach(call ->
                calls.call(account, call.key(), call.model(), call.at(), call.end(), call.tokens(), call.nanos()));
        calls.store(ominigate.database());
        List<Charge> charges = made.stream()
                .filter(call -> call.nanos() > 0)
                .map(call -> new Charge(account, UUID.randomUUID(), call.nanos()))
                .toList();
        Transaction.run(bean(DataSource.class), transaction -> {
            bean(Settlement.class).post(transaction, UUID.randomUUID(), charges);
            return true;
        });
    }

    private static Map<LocalDate, Long> daysOf(List<Made> made, ZoneId zone) {
        return made.stream()
                .collect(Collectors.groupingBy(
                        call -> call.at().atZone(zone).toLocalDate(),
                        TreeMap::new,
                        Collectors.summingLong(Made::nanos)));
    }

    private static Map<LocalDate, Long> daysOf(JsonNode items) {
        Map<LocalDate, Long> days = new TreeMap<>();
        items.forEach(item -> days.merge(
                LocalDate.parse(item.path("day").asText()),
                nanos(item.path("cost").asText()),
                Long::sum));
        return days;
    }

    private static List<JsonNode> allCalls(Newcomer owner, String days) throws Exception {
        List<JsonNode> calls = new ArrayList<>();
        String after = "";
        do {
            JsonNode part = owner.get("/usage/calls?" + days + after).json();
            part.path("items").forEach(calls::add);
            after = "&cursor=" + part.path("next").asText();
        } while (!after.equals("&cursor="));
        return calls;
    }

    private static long nanos(List<Made> made) {
        return made.stream().mapToLong(Made::nanos).sum();
    }

    private static long nanos(Iterable<JsonNode> items) {
        long sum = 0;
        for (JsonNode item : items) {
            sum += nanos(item.path("cost").asText());
        }
        return sum;
    }

    private static long nanos(String dollars) {
        return new BigDecimal(dollars.strip().replace("$", "").replace(",", "").replace("US", ""))
                .movePointRight(9)
                .longValueExact();
    }

    private static long exact(Document page) {
        return nanos(page.expectFirst(".figure.strong .amount").attr("title"));
    }

    private static long exactBalance(String page) {
        return nanos(Jsoup.parse(page).expectFirst(".figure.strong .amount").attr("title"));
    }

    private static List<String> lines(String file) {
        return file.lines().filter(line -> !line.isEmpty()).toList();
    }

    private String page(Newcomer who, String path) throws Exception {
        Answer answer = ominigate.send(
                "GET",
                path,
                "",
                Map.of("Accept", "text/html,*/*", "Cookie", "session=" + Objects.requireNonNull(who.cookie())));
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.response().body();
    }

    private UUID key(UUID account, String name) throws Exception {
        return Objects.requireNonNull(bean(Accounts.class).issue(account, NewKey.named(name)))
                .key()
                .id();
    }

    private static UUID account(Newcomer who) throws Exception {
        return UUID.fromString(who.get("/me").json().path("account").asText());
    }

    private <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }
}
