package ai.ominigate.bench;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.staff.identity.Colleague;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How soon the abuse desk's queue shows its first part, and how much is in each view of it, to somebody who asks over HTTP
 * when a million cases were closed and ten thousand are open. In an application of its own in this process.
 */
final class AbuseQueue {
    private static final int CLOSED = 1_000_000;
    private static final int OPEN = 10_000;
    private static final int WARM_UP = 100;
    private static final int MEASURED = 400;
    private static final int OK = 200;
    private static final double MILLISECOND = 1e6;

    private AbuseQueue() {}

    static void measure(Figures figures) {
        // One sign-in asks as fast as it is answered.
        Map<String, Object> settings =
                Map.of("ominigate.requests.requests-per-minute", 1_000_000, "ominigate.requests.burst", 1_000_000);
        try (RunningOminiGate gate = RunningOminiGate.with(settings)) {
            fill(gate.database());
            Colleague analyst = Colleague.signedIn(gate, Role.TRUST_SAFETY);
            figures.add(Quantity.QUEUE_95, percentile95(analyst, "/admin/v1/abuse/cases"));
            figures.add(Quantity.VIEWS_95, percentile95(analyst, "/admin/v1/abuse/filters"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the cases could not be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static double percentile95(Colleague analyst, String path) throws IOException, InterruptedException {
        Histogram nanos = Measured.histogram();
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            long before = System.nanoTime();
            Answer answer = analyst.send("GET", path, "");
            long taken = System.nanoTime() - before;
            if (answer.status() != OK) {
                throw new IllegalStateException(path + " answered " + answer.status());
            }
            if (i >= WARM_UP) {
                nanos.recordValue(taken);
            }
        }
        return nanos.getValueAtPercentile(95) / MILLISECOND;
    }

    static void fill(TestDatabase database) throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(cases(CLOSED, false));
            statement.execute(cases(OPEN, true));
            statement.execute("VACUUM ANALYZE abuse.case_file");
        }
    }

    /** Cases as a year of them would be; those that are open were opened last. */
    private static String cases(int number, boolean open) {
        return """
                INSERT INTO abuse.case_file (
                    id, entity, entity_kind, family, families, state, disposition, reason_code, priority, score, flags, events,
                    accounts, opened_at, first_seen, last_seen, due_at, closed_at, evidence_until, evidence_gone_at,
                    reduced_at, scored_at, evidence_wanted)
                SELECT uuidv7(opened - now()), 'account:' || gen_random_uuid(), 'ACCOUNT', family, ARRAY[family],
                    %s, 3 - score / 34, score, 1 + i %% 5, i %% 1000, i %% 7,
                    opened, opened, opened, opened + INTERVAL '8 hours', %s, now() + INTERVAL '90 days', %s, 'infinity', false
                FROM (
                    SELECT i, now() - i * INTERVAL '30 seconds' AS opened, i %% 1000 * 7919 %% 100 AS score,
                        (ARRAY['AUTHENTICATION', 'KEYS', 'SPEND', 'TRAFFIC'])[1 + i %% 4] AS family
                    FROM generate_series(%d, %d) AS i) AS made
                """.formatted(
                        open ? "'NEW', NULL, NULL" : "'CLOSED', 'CONFIRMED', 'ABUSE_STOPPED'",
                        open ? "NULL" : "opened + INTERVAL '1 day'",
                        open ? "NULL, NULL" : "now(), now()",
                        open ? 1 : OPEN + 1,
                        open ? number : OPEN + number);
    }
}
