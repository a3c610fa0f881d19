package ai.ominigate.bench;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.profile.Newcomer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/**
 * How soon an account with ten million calls in the last thirty days is told of them, over HTTP: its overview, its page of
 * usage, and the API with one filter after the other, in several time zones, and of a year whose sums are there. In an application of its own in this process.
 */
final class LongHistory {
    /** So many. */
    static final int CALLS_MADE = 10_000_000;

    private static final int DAYS = 30;
    private static final int DAYS_OF_SUMS = 365;

    /** Midnight at an end of what rollups have, at an hour, at half of one and at a quarter. */
    private static final List<String> ZONES = List.of("UTC", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu");

    private static final int WARM_UP = 20;
    private static final int MEASURED = 100;
    private static final int OK = 200;
    private static final double MILLISECOND = 1e6;

    /** Of 20 keys, each with three of 12 models, some are used much more than others; a tenth goes to a second provider. */
    private static final String CALLS = """
            INSERT INTO metering.usage_event
            SELECT id, uuid_extract_timestamp(id), '%1$s'::uuid,
                ('00000000-0000-7000-8000-0000000000' || lpad(key::text, 2, '0'))::uuid,
                'model-' || (key * 5 + floor(3 * r2 * r2)::int) %% 12, 'provider-' || (r3 < 0.1)::int,
                (r2 * 9000)::int, (r3 * 4000)::int, 0, 0, (r1 * 900)::int, 0, 0, 0, 1,
                1200000, 400000, 200,
                CASE WHEN r3 < 0.97 THEN 1 ELSE (ARRAY[2, 3, 5, 6, 9])[1 + floor(r1 * 5)::int] END,
                3, (r1 * r2 * 10000000)::bigint, false
            FROM (
                SELECT id, floor(20 * power(r1, 3))::int AS key, r1, r2, r3
                FROM (
                    SELECT uuidv7(at - clock_timestamp()) AS id, random() AS r1, random() AS r2, random() AS r3
                    FROM (
                        SELECT '%2$s'::timestamptz + i * INTERVAL '86400 seconds' / %3$d AS at
                        FROM generate_series(0, %3$d - 1) AS i) AS moments
                    WHERE at < now()) AS drawn) AS made
            """;

    private static final String ROLLUP = """
            INSERT INTO metering.usage_hourly
            SELECT account_id, date_trunc('hour', occurred_at), key_id, model, provider, count(*),
                count(*) FILTER (WHERE end_reason IN (3, 4, 5, 7, 8)), sum(input_tokens), sum(cache_read_tokens),
                sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens),
                sum(audio_input_tokens), sum(audio_output_tokens), sum(cost_nanos)
            FROM metering.usage_event
            WHERE occurred_at >= '%1$s'::timestamptz AND occurred_at < '%1$s'::timestamptz + INTERVAL '1 day'
            GROUP BY 1, 2, 3, 4, 5
            ORDER BY 1, 2, 3, 4, 5
            """;

    private static final String QUARTERS = """
            INSERT INTO metering.usage_quarter_hourly
            SELECT account_id, date_trunc('hour', occurred_at),
                floor(extract(minute FROM occurred_at AT TIME ZONE 'UTC') / 15)::int2, key_id, model, count(*),
                count(*) FILTER (WHERE end_reason IN (3, 4, 5, 7, 8)), sum(input_tokens), sum(cache_read_tokens),
                sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens),
                sum(audio_input_tokens), sum(audio_output_tokens), sum(cost_nanos)
            FROM metering.usage_event
            WHERE occurred_at >= '%1$s'::timestamptz AND occurred_at < '%1$s'::timestamptz + INTERVAL '1 day'
            GROUP BY 1, 2, 3, 4, 5
            ORDER BY 1, 2, 3, 4, 5
            """;

    /** The same keys and models on a day of the eleven months before, of which the sums alone are looked at. */
    private static final String EARLIER = """
            INSERT INTO metering.usage_hourly
            SELECT '%1$s'::uuid, hour, ('00000000-0000-7000-8000-0000000000' || lpad(key::text, 2, '0'))::uuid,
                'model-' || (key * 5 + model) %% 12, 'provider-' || provider, 12, 1, 54000, 24000, 0, 0, 5400, 0, 0, 0, 30000000
            FROM generate_series('%2$s'::timestamptz, '%2$s'::timestamptz + INTERVAL '23 hours', INTERVAL '1 hour') AS hour,
                generate_series(0, 19) AS key, generate_series(0, 2) AS model, generate_series(0, 1) AS provider
            ORDER BY 1, 2, 3, 4, 5;
            INSERT INTO metering.usage_quarter_hourly
            SELECT account_id, hour, quarter, key_id, model, 6, 0, 27000, 12000, 0, 0, 2700, 0, 0, 0, 15000000
            FROM metering.usage_hourly, generate_series(0, 3) AS quarter
            WHERE account_id = '%1$s' AND provider = 'provider-0'
                AND hour >= '%2$s'::timestamptz AND hour < '%2$s'::timestamptz + INTERVAL '1 day'
            ORDER BY 1, 2, 3, 4, 5
            """;

    private static final String SIX_HOURS = """
            INSERT INTO metering.usage_six_hourly
            SELECT account_id, date_bin('6 hours', hour, '1970-01-01T00:00:00Z') + INTERVAL '6 hours', key_id, model, sum(calls),
                sum(failed_calls), sum(input_tokens), sum(cache_read_tokens),
                sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens),
                sum(audio_input_tokens), sum(audio_output_tokens), sum(cost_nanos)
            FROM metering.usage_hourly
            GROUP BY 1, 2, 3, 4
            ORDER BY 1, 2, 3, 4
            """;

    private LongHistory() {}

    /** @param args how many calls, if not ten million */
    public static void main(String[] args) {
        Figures figures = new Figures(OminiGate.NAME);
        measure(figures, args.length == 0 ? CALLS_MADE : Integer.parseInt(args[0]));
        System.out.println(Table.of(List.of(figures)) + Machine.words());
    }

    static void measure(Figures figures, int calls) {
        // One sign-in asks as fast as it is answered.
        Map<String, Object> settings =
                Map.of("ominigate.requests.requests-per-minute", 1_000_000, "ominigate.requests.burst", 1_000_000);
        try (RunningOminiGate gate = RunningOminiGate.with(settings)) {
            Newcomer owner = Newcomer.signedIn(gate);
            UUID account =
                    UUID.fromString(owner.get("/me").json().path("account").asText());
            fill(gate, account, calls);
            int revision = 1;
            for (String zone : ZONES) {
                owner.send(
                        "PUT",
                        "/me",
                        Map.of("language", "en", "timeZone", zone),
                        Map.of("If-Match", "\"" + revision++ + "\""));
                measure(figures, Quantity.OVERVIEW_95, gate, owner, "/dashboard", zone);
                measure(figures, Quantity.USAGE_95, gate, owner, "/usage", zone);
                measure(figures, Quantity.DAYS_95, gate, owner, "/api/v1/usage/days", zone);
                for (String filter : ofAYear()) {
                    measure(figures, Quantity.YEAR_95, gate, owner, "/usage" + filter, zone);
                    measure(figures, Quantity.YEAR_95, gate, owner, "/api/v1/usage/days" + filter, zone);
                }
            }
            for (String filter : filters(gate, owner)) {
                measure(figures, Quantity.CALLS_95, gate, owner, "/api/v1/usage/calls" + filter, "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the account with a long history could not be made", e);
        }
    }

    private static void measure(
            Figures figures, Quantity quantity, RunningOminiGate gate, Newcomer owner, String path, String zone)
            throws IOException, InterruptedException {
        double taken = percentile95(gate, owner, path);
        System.out.printf("  %s %s: %.1f ms%n", path, zone, taken);
        figures.add(quantity, taken);
    }

    /** One key's, one model's, and one key's with one model, of the last 365 days. */
    private static List<String> ofAYear() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String days = "?from=%s&to=%s".formatted(today.minusDays(DAYS_OF_SUMS - 1), today);
        return List.of(
                days + "&model=model-0",
                days + "&key=00000000-0000-7000-8000-000000000019",
                days + "&key=00000000-0000-7000-8000-000000000019&model=model-11");
    }

    /** What people narrow a list by: much, little, nothing, and the end of it. */
    private static List<String> filters(RunningOminiGate gate, Newcomer owner)
            throws IOException, InterruptedException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String middle = "from=%s&to=%s".formatted(today.minusDays(DAYS - 1), today.minusDays(DAYS / 2));
        return List.of(
                "",
                "?model=model-0",
                "?model=model-11",
                "?model=model-once",
                "?model=model-never",
                "?key=00000000-0000-7000-8000-000000000019",
                "?key=00000000-0000-7000-8000-000000000019&model=model-11",
                "?status=FAILED",
                "?status=REFUSED",
                "?status=FAILED&model=model-11",
                "?from=" + today.minusDays(DAYS - 1) + "&to=" + today.minusDays(DAYS - 2),
                "?" + middle + "&cursor=" + next(gate, owner, middle));
    }

    /** Where the list goes on after the first part of its middle. */
    private static String next(RunningOminiGate gate, Newcomer owner, String days)
            throws IOException, InterruptedException {
        return send(gate, owner, "/api/v1/usage/calls?" + days)
                .json()
                .path("next")
                .asText();
    }

    private static Answer send(RunningOminiGate gate, Newcomer owner, String path)
            throws IOException, InterruptedException {
        return gate.send(
                "GET",
                path,
                "",
                Map.of(
                        "Accept",
                        "text/html,application/json",
                        "Cookie",
                        "session=" + Objects.requireNonNull(owner.cookie())));
    }

    private static double percentile95(RunningOminiGate gate, Newcomer owner, String path)
            throws IOException, InterruptedException {
        Histogram nanos = Measured.histogram();
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            long before = System.nanoTime();
            Answer answer = send(gate, owner, path);
            long taken = System.nanoTime() - before;
            if (answer.status() != OK) {
                throw new IllegalStateException(path + " answered " + answer.status() + ": "
                        + answer.response().body());
            }
            if (i >= WARM_UP) {
                nanos.recordValue(taken);
            }
        }
        return nanos.getValueAtPercentile(95) / MILLISECOND;
    }

    private static void fill(RunningOminiGate gate, UUID account, int calls) throws SQLException {
        try (Connection connection = gate.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            statement.execute("SET work_mem = '64MB'");
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            for (int i = DAYS - 1; i >= 0; i--) {
                LocalDate day = today.minusDays(i);
                statement.execute("SELECT metering.make_day('usage_event', '%s')".formatted(day));
                statement.execute(CALLS.formatted(account, day + "T00:00:00Z", calls / (DAYS - 1)));
                if (i == DAYS - 2) {
                    statement.execute(
                            "UPDATE metering.usage_event SET model = 'model-once' WHERE ctid IN (SELECT ctid FROM"
                                    + " metering.usage_event WHERE occurred_at >= '%s' LIMIT 1) AND occurred_at >= '%s'"
                                            .formatted(day, day));
                }
                statement.execute(ROLLUP.formatted(day + "T00:00:00Z"));
                statement.execute(QUARTERS.formatted(day + "T00:00:00Z"));
            }
            for (int i = DAYS_OF_SUMS - 1; i >= DAYS; i--) {
                statement.execute(EARLIER.formatted(account, today.minusDays(i) + "T00:00:00Z"));
            }
            statement.execute(SIX_HOURS);
        }
        try (Connection connection = gate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE metering.usage_event, metering.usage_hourly,"
                    + " metering.usage_six_hourly, metering.usage_quarter_hourly");
        }
    }
}
