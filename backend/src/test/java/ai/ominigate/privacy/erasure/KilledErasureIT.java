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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Real processes that forget people and are killed ({@code kill -9}) between any two legs: after a leg is done and before that
 * could be said. As a process does legs of several people at once, each dies between several pairs of legs: of as many people
 * as there are legs, each is caught at another one. The last process finishes them all, while somebody presses "retry" again
 * and again. {@code LegsTest} has a node die at each leg of a plan, and {@code ErasureTest} has each leg fail and does each
 * twice, without processes.
 */
class KilledErasureIT {
    private static final long HELD = 4711;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** A process that starts beside others that do. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of ten connections that a node has. */
    private static final int CAUGHT_AT_ONCE = 7;

    private static final int IMPATIENT_LOOKS = 20;

    /** So many letters do all of their names have in common. */
    private static final int NAMES_BEGIN = "kilianforgotten".length();

    /** Somebody, and the leg after which a process dies that has done it for them. */
    private record Victim(OnePerson person, int position, PlannedLeg leg) {}

    @Test
    void whatIsKilledBetweenAnyTwoLegsIsNotCompletedAndIsFinishedByTheNextProcessWithEachReceiptOnce()
            throws Exception {
        try (RunningOminiGate ominigate = RunningOminiGate.with(Map.of("ominigate.requests.burst", 100_000));
                TestFolder folder = TestFolder.create();
                Connection connection = ominigate.database().superuser()) {
            List<PlannedLeg> legs =
                    ominigate.application().context().getBean(Plan.class).legs();
            List<Victim> victims = victims(ominigate, legs);
            ominigate.application().close();
            holdWhoeverSaysThatALegIsDone(connection);
            for (Victim victim : victims) {
                plan(connection, legs, victim);
            }
            GatewayProcess.Setup setup = GatewayProcess.in(folder.path())
                    .dataIn(ominigate.folder())
                    .with("OMINIGATE_DATABASE_URL", ominigate.database().jdbcUrl())
                    .with("OMINIGATE_DATABASE_USER", ominigate.database().user())
                    .with("OMINIGATE_DATABASE_PASSWORD", ominigate.database().password())
                    .with("OMINIGATE_PRIVACY_LEGS_AT_ONCE", Integer.toString(CAUGHT_AT_ONCE));

            execute(connection, "SELECT pg_advisory_lock(" + HELD + ")");
            for (int from = 0; from < victims.size(); from += CAUGHT_AT_ONCE) {
                List<Victim> caught = victims.subList(from, Math.min(from + CAUGHT_AT_ONCE, victims.size()));
                killWhileDone(connection, setup, caught);
                for (Victim victim : caught) {
                    isNeitherForgottenNorLost(connection, legs, victim);
                }
            }
            execute(connection, "DELETE FROM privacy.held_after");
            execute(connection, "SELECT pg_advisory_unlock(" + HELD + ")");
            finish(connection, setup, victims);

            for (Victim victim : victims) {
                isForgottenOnce(connection, victim);
            }
            assertThat(rows(connection, """
                            SELECT reference FROM vault.record GROUP BY account, kind, reference HAVING count(*) > 1
                            """)).isEmpty();
            assertThat(victims.getFirst().person().wordsIn(ominigate))
                    .containsOnly(
                            "vault.record: cus_" + victims.getFirst().person().name() + "Stripe");
            assertThat(victims.getLast().person().wordsIn(ominigate))
                    .containsOnly(
                            "vault.record: cus_" + victims.getLast().person().name() + "Stripe");
        }
    }

    /** Of whom no name is part of another's, as everything is looked through for each. */
    private static List<Victim> victims(RunningOminiGate ominigate, List<PlannedLeg> legs) throws Exception {
        List<Victim> victims = new ArrayList<>();
        for (int i = 0; i < legs.size(); i++) {
            String name = "kilianforgotten" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
            victims.add(new Victim(OnePerson.inEveryTable(ominigate, name, RequestType.DELETION), i + 1, legs.get(i)));
        }
        return victims;
    }

    private static void holdWhoeverSaysThatALegIsDone(Connection connection) throws SQLException {
        execute(connection, """
                CREATE TABLE privacy.held_after (request UUID, position INTEGER);
                GRANT SELECT ON privacy.held_after TO PUBLIC;
                CREATE FUNCTION privacy.hold() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    IF EXISTS (SELECT FROM privacy.held_after h WHERE h.request = NEW.request AND h.position = NEW.position) THEN
                        PERFORM pg_advisory_xact_lock_shared(%d);
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER hold BEFORE UPDATE ON privacy.leg
                    FOR EACH ROW WHEN (OLD.settled_at IS NULL AND NEW.settled_at IS NOT NULL)
                    EXECUTE FUNCTION privacy.hold();
                """.formatted(HELD));
    }

    /** Their legs, which wait. */
    private static void plan(Connection connection, List<PlannedLeg> legs, Victim victim) throws SQLException {
        String request = victim.person().request().toString();
        execute(connection, """
                UPDATE privacy.request SET state = 'EXECUTING', prepared_by = gen_random_uuid(), prepared_at = now(),
                    approved_by = gen_random_uuid(), approved_at = now() WHERE id = '%1$s';
                INSERT INTO privacy.held_after VALUES ('%1$s', %2$d);
                """.formatted(request, victim.position()));
        for (int i = 0; i < legs.size(); i++) {
            PlannedLeg leg = legs.get(i);
            execute(connection, """
                    INSERT INTO privacy.leg (request, name, position, stage, own, next_try_at)
                    VALUES ('%s', '%s', %d, '%s', %s, now() + interval '1 day')
                    """.formatted(request, leg.name(), i + 1, leg.stage(), leg.own()));
        }
    }

    private static void killWhileDone(Connection connection, GatewayProcess.Setup setup, List<Victim> caught)
            throws SQLException {
        wake(connection, caught, "now()");
        try (GatewayProcess process = setup.start()) {
            awaitWith(connection, caught, "each is caught after its leg", () -> heldNow(connection) == caught.size());
            process.kill();
            process.awaitEnd();
        }
        execute(connection, """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """);
        Await.until("the database has noticed", PATIENCE, () -> heldNow(connection) == 0);
        wake(connection, caught, "now() + interval '1 day'");
    }

    /** As if the time had passed after which a node that is not heard of has died. */
    private static void wake(Connection connection, List<Victim> victims, String when) throws SQLException {
        execute(
                connection,
                "UPDATE privacy.leg SET next_try_at = " + when + " WHERE settled_at IS NULL AND request IN ("
                        + requests(victims) + ")");
    }

    private static String requests(List<Victim> victims) {
        return victims.stream()
                .map(victim -> "'" + victim.person().request() + "'")
                .collect(Collectors.joining(", "));
    }

    private static long heldNow(Connection connection) throws SQLException {
        return rows(
                        connection,
                        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD)
                .size();
    }

    private static void isNeitherForgottenNorLost(Connection connection, List<PlannedLeg> legs, Victim victim)
            throws SQLException {
        String request = victim.person().request().toString();
        assertThat(rows(
                        connection,
                        "SELECT name FROM privacy.leg WHERE settled_at IS NOT NULL AND request = '" + request
                                + "' ORDER BY position"))
                .as("said to be done, killed after %s", victim.leg().name())
                .isEqualTo(legs.subList(0, victim.position() - 1).stream()
                        .map(PlannedLeg::name)
                        .toList());
        assertThat(rows(
                        connection,
                        "SELECT name FROM privacy.leg WHERE settled_at IS NULL AND attempts > 0 AND request = '"
                                + request + "'"))
                .as("seen to be tried")
                .containsExactly(victim.leg().name());
        assertThat(state(connection, victim)).isIn("EXECUTING", "READY_FOR_DELIVERY", "DELIVERED");
        assertThat(rows(
                        connection,
                        "SELECT kind FROM privacy.request_event WHERE kind = 'COMPLETED' AND request = '" + request
                                + "'"))
                .isEmpty();
    }

    private static void finish(Connection connection, GatewayProcess.Setup setup, List<Victim> victims)
            throws Exception {
        wake(connection, victims, "now()");
        int[] looks = {0};
        try (GatewayProcess process = setup.start()) {
            process.awaitReady();
            awaitWith(connection, victims, "all are completed", () -> {
                if (looks[0]++ < IMPATIENT_LOOKS) {
                    wake(connection, victims, "now()");
                }
                return rows(
                                        connection,
                                        "SELECT id FROM privacy.request WHERE state = 'COMPLETED' AND id IN ("
                                                + requests(victims) + ")")
                                .size()
                        == victims.size();
            });
            assertThat(process.process().isAlive()).isTrue();
            assertThat(process.out() + process.err())
                    .as("what it logs")
                    .doesNotContainIgnoringCase(
                            victims.getFirst().person().name().substring(0, NAMES_BEGIN));
        }
    }

    private static void isForgottenOnce(Connection connection, Victim victim) throws SQLException {
        String request = victim.person().request().toString();
        String after = "killed after " + victim.leg().name();
        assertThat(rows(
                        connection,
                        "SELECT name FROM privacy.leg WHERE state IN ('PENDING', 'FAILED') AND request = '" + request
                                + "'"))
                .as(after)
                .isEmpty();
        assertThat(rows(connection, """
                        SELECT action || ' ' || count(*) FROM audit.entry
                        WHERE subject = 'account:%s' AND action LIKE 'erasure.%%' GROUP BY action ORDER BY 1
                        """.formatted(victim.person().account())))
                .as(after)
                .containsExactly("erasure.begin 1", "erasure.finish 1", "erasure.prove 1");
        assertThat(rows(
                        connection,
                        "SELECT count(*) FROM privacy.request_event WHERE request = '" + request
                                + "' AND kind = 'COMPLETED'"))
                .as(after)
                .containsExactly("1");
        assertThat(rows(
                        connection,
                        "SELECT count(*) FROM vault.record WHERE account = '"
                                + victim.person().account() + "'"))
                .as(after)
                .containsExactly("1");
        assertThat(rows(
                        connection,
                        "SELECT receipts->'search-everything'->>'hits' FROM privacy.erasure WHERE account = '"
                                + victim.person().account() + "' AND proof IS NOT NULL"))
                .as(after)
                .containsExactly("0");
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    /** Meanwhile a mail server takes last letters. */
    private static void awaitWith(Connection connection, List<Victim> victims, String what, Condition condition) {
        Await.until(what, PATIENCE, () -> {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            execute(connection, """
                    WITH taken AS (
                        UPDATE mail.letter SET sent_at = now(), "values" = '{}'
                        WHERE substr(about, 9) IN (%s) AND sent_at IS NULL RETURNING about)
                    UPDATE privacy.leg SET next_try_at = now()
                    WHERE name = 'last-letter' AND settled_at IS NULL AND 'request:' || request IN (SELECT about FROM taken);
                    NOTIFY privacy_legs;
                    """.formatted(requests(victims)));
            return condition.holds();
        });
    }

    private static String state(Connection connection, Victim victim) throws SQLException {
        return rows(
                        connection,
                        "SELECT state FROM privacy.request WHERE id = '"
                                + victim.person().request() + "'")
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
