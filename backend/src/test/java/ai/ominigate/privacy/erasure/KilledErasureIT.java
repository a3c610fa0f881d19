package ai.ominigate.privacy.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.GatewayProcess;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.TestFolder;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.personal.OnePerson;
import ai.ominigate.privacy.request.PlannedLeg;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A real process that forgets somebody and is killed ({@code kill -9}) after it has done a leg and before it could say so: in
 * the middle, and at the search after which nobody knows any more who it was. {@code LegsTest} has a node
 * die at each leg of a plan, and {@code ErasureTest} does each leg twice, without processes.
 */
class KilledErasureIT {
    private static final long HELD = 4711;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    @Test
    void whatIsKilledIsNotCompletedAndIsFinishedByTheNextProcessWithEachReceiptOnce() throws Exception {
        try (RunningOminiGate ominigate = RunningOminiGate.with(Map.of());
                TestFolder folder = TestFolder.create();
                Connection connection = ominigate.database().superuser()) {
            OnePerson person = OnePerson.inEveryTable(ominigate, "kilianforgotten", RequestType.DELETION);
            List<String> legs = ominigate.application().context().getBean(Plan.class).legs().stream()
                    .map(PlannedLeg::name)
                    .toList();
            plan(
                    connection,
                    ominigate.application().context().getBean(Plan.class).legs(),
                    person);
            ominigate.application().close();
            GatewayProcess.Setup setup = GatewayProcess.in(folder.path())
                    .dataIn(ominigate.folder())
                    .with("OMINIGATE_DATABASE_URL", ominigate.database().jdbcUrl())
                    .with("OMINIGATE_DATABASE_USER", ominigate.database().user())
                    .with("OMINIGATE_DATABASE_PASSWORD", ominigate.database().password());

            execute(connection, "SELECT pg_advisory_lock(" + HELD + ")");
            for (int done : List.of(legs.indexOf("forget-conversations"), legs.indexOf(Plan.SEARCH))) {
                execute(connection, "UPDATE privacy.held_after SET position = " + done);
                wake(connection, person);
                try (GatewayProcess process = setup.start()) {
                    awaitWith(connection, person, "it has done leg " + (done + 1), () -> isHeld(connection));
                    process.kill();
                    process.awaitEnd();
                }
                execute(connection, """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """);
                assertThat(rows(
                                connection,
                                "SELECT name FROM privacy.leg WHERE settled_at IS NOT NULL ORDER BY position"))
                        .as("what was said to be done")
                        .isEqualTo(legs.subList(0, done));
                assertThat(state(connection, person)).isNotEqualTo("COMPLETED");
            }
            execute(connection, "UPDATE privacy.held_after SET position = 1000");
            wake(connection, person);
            try (GatewayProcess process = setup.start()) {
                awaitWith(
                        connection,
                        person,
                        "it is completed",
                        () -> state(connection, person).equals("COMPLETED"));
                assertThat(process.process().isAlive()).isTrue();
            }
            execute(connection, "SELECT pg_advisory_unlock(" + HELD + ")");

            assertThat(rows(connection, "SELECT name FROM privacy.leg WHERE state IN ('PENDING', 'FAILED')"))
                    .isEmpty();
            assertThat(rows(connection, """
                            SELECT action || ' ' || count(*) FROM audit.entry
                            WHERE subject = 'account:%s' AND action LIKE 'erasure.%%' GROUP BY action ORDER BY 1
                            """.formatted(person.account())))
                    .containsExactly("erasure.begin 1", "erasure.finish 1", "erasure.prove 1");
            assertThat(rows(
                            connection,
                            "SELECT kind || ' ' || count(*) FROM privacy.request_event WHERE request = '"
                                    + person.request() + "' AND kind = 'COMPLETED' GROUP BY kind"))
                    .containsExactly("COMPLETED 1");
            assertThat(rows(
                            connection,
                            "SELECT reference FROM vault.record GROUP BY account, kind, reference HAVING count(*) > 1"))
                    .isEmpty();
            assertThat(person.wordsIn(ominigate)).containsOnly("vault.record: cus_" + person.name() + "Stripe");
        }
    }

    /** Its legs, which wait, and what holds whoever says that one after a certain one is done. */
    private static void plan(Connection connection, List<PlannedLeg> legs, OnePerson person) throws SQLException {
        execute(
                connection,
                "UPDATE privacy.request SET state = 'EXECUTING', prepared_by = gen_random_uuid(), prepared_at = now(),"
                        + " approved_by = gen_random_uuid(), approved_at = now() WHERE id = '" + person.request()
                        + "'");
        for (int i = 0; i < legs.size(); i++) {
            PlannedLeg leg = legs.get(i);
            execute(
                    connection,
                    "INSERT INTO privacy.leg (request, name, position, stage, own, next_try_at) VALUES ('%s', '%s', %d, '%s', %s, now() + interval '1 day')"
                            .formatted(person.request(), leg.name(), i + 1, leg.stage(), leg.own()));
        }
        execute(connection, """
                CREATE TABLE privacy.held_after (position INTEGER);
                GRANT SELECT ON privacy.held_after TO PUBLIC;
                INSERT INTO privacy.held_after VALUES (0);
                CREATE FUNCTION privacy.hold() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.settled_at IS NOT NULL AND NEW.position > (SELECT position FROM privacy.held_after) THEN
                        PERFORM pg_advisory_xact_lock(%d);
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER hold BEFORE UPDATE ON privacy.leg FOR EACH ROW EXECUTE FUNCTION privacy.hold();
                """.formatted(HELD));
    }

    /** As if the time had passed after which a node that is not heard of has died. */
    private static void wake(Connection connection, OnePerson person) throws SQLException {
        execute(
                connection,
                "UPDATE privacy.leg SET next_try_at = now() WHERE settled_at IS NULL AND request = '" + person.request()
                        + "'");
    }

    private static boolean isHeld(Connection connection) throws SQLException {
        return !rows(
                        connection,
                        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD)
                .isEmpty();
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    /** Meanwhile a mail server takes the last letter. */
    private static void awaitWith(Connection connection, OnePerson person, String what, Condition condition) {
        Await.until(what, Duration.ofSeconds(90), () -> {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            execute(connection, """
                    WITH taken AS (
                        UPDATE mail.letter SET sent_at = now(), "values" = '{}'
                        WHERE about = 'request:%1$s' AND sent_at IS NULL RETURNING id)
                    UPDATE privacy.leg SET next_try_at = now()
                    WHERE request = '%1$s' AND name = 'last-letter' AND EXISTS (SELECT FROM taken);
                    NOTIFY privacy_legs;
                    """.formatted(person.request()));
            return condition.holds();
        });
    }

    private static String state(Connection connection, OnePerson person) throws SQLException {
        return rows(connection, "SELECT state FROM privacy.request WHERE id = '" + person.request() + "'")
                .getFirst();
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
