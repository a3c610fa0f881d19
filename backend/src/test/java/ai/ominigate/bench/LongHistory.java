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
 * usage, and the API with one filter after the other. In an application of its own in this process.
 */
final class LongHistory {
    /** So many. */
    static final int CALLS_MADE = 10_000_000;

    private static final int DAYS = 30;
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
            figures.add(Quantity.OVERVIEW_95, percentile95(gate, owner, "/dashboard"));
            figures.add(Quantity.USAGE_95, percentile95(gate, owner, "/usage"));
            figures.add(Quantity.DAYS_95, percentile95(gate, owner, "/api/v1/usage/days"));
            for (String filter : filters(gate, owner)) {
                double taken = percentile95(gate, owner, "/api/v1/usage/calls" + filter);
                System.out.printf("  /api/v1/usage/calls%s: %.1f ms%n", filter, taken);
                figures.add(Quantity.CALLS_95, taken);
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
            }
        }
        try (Connection connection = gate.database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE metering.usage_event, metering.usage_hourly");
        }
    }
}
