package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.rights.Actor;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    private static final LogOnDatabase LOG = new LogOnDatabase();

    @AfterAll
    static void close() {
        LOG.close();
    }

    @Test
    void anActIsWrittenWithWhoDidItInWhichRoles() throws SQLException {
        Actor lead = new Actor.Member(
                UUID.fromString("019a1b2c-0000-7000-8000-000000000001"),
                UUID.randomUUID(),
                Set.of(Role.TRUST_SAFETY_LEAD, Role.SUPPORT));
        LOG.log.append(new Act(
                lead, "address.reveal", Act.Outcome.REFUSED, "account:7", "FRAUD case:9", "019a-1", Map.of("b", "2")));
        assertThat(LOG.text("""
                        SELECT concat_ws('|', actor, role, action, outcome, subject, purpose, request)
                        FROM audit.entry
                        ORDER BY seq DESC
                        LIMIT 1
                        """))
                .isEqualTo(
                        "staff:019a1b2c-0000-7000-8000-000000000001|SUPPORT,TRUST_SAFETY_LEAD|address.reveal|REFUSED|account:7|FRAUD case:9|019a-1");
    }

    @Test
    void theRecordIsCanonicalJson() throws Exception {
        LOG.log.append(LogOnDatabase.act("account:1", Map.of()));
        String record = LOG.text("SELECT audit.record(e) FROM audit.entry e ORDER BY seq DESC LIMIT 1");
        assertThat(record)
                .matches(
                        "\\{\"action\":\"account.suspend\",\"actor\":\"operator\",\"at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z\",\"outcome\":\"DONE\",\"prev\":\"[0-9a-f]{64}\",\"seq\":\\d+,\"subject\":\"account:1\"\\}");
    }

    @Test
    void whatATransactionDidAndItsEntryAreThereOrNotTogether() throws SQLException {
        long before = LOG.number("SELECT count(*) FROM audit.entry");
        try (Connection connection = LOG.database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            LOG.log.append(connection, LogOnDatabase.act("account:1"));
            LOG.log.append(connection, LogOnDatabase.act("account:2"));
            connection.rollback();
            assertThat(LOG.number("SELECT count(*) FROM audit.entry")).isEqualTo(before);

            LOG.log.append(connection, LogOnDatabase.act("account:3"));
            LOG.log.append(connection, LogOnDatabase.act("account:4"));
            assertThat(LOG.number("SELECT count(*) FROM audit.entry")).isEqualTo(before);
            connection.commit();
        }
        assertThat(LOG.text("""
                        SELECT string_agg(subject, ' ' ORDER BY seq)
                        FROM audit.entry
                        WHERE seq > %d
                        """.formatted(before))).isEqualTo("account:3 account:4");
        assertThat(LOG.number("SELECT size FROM audit.head")).isEqualTo(before + 2);
    }

    /** Each appends before it takes the row that the other has: an entry's place must not be a lock that waits for rows. */
    @Test
    void whereInATransactionAnActIsAppendedMakesNoDifference() throws Exception {
        try (Connection connection = LOG.database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA work");
            statement.execute("CREATE TABLE work.thing (id INT PRIMARY KEY)");
            statement.execute("INSERT INTO work.thing VALUES (1)");
        }
        CyclicBarrier bothAppended = new CyclicBarrier(2);
        Callable<Void> change = () -> {
            try (Connection connection = LOG.database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                LOG.log.append(connection, LogOnDatabase.act("account:1"));
                bothAppended.await();
                statement.execute("UPDATE work.thing SET id = id");
                connection.commit();
                return null;
            }
        };
        inParallel(List.of(change, change));
        assertThat(LOG.verify().ok()).isTrue();
    }

    @Test
    void entriesAreNumberedWithoutGapsHoweverManyAreWrittenAtOnce() throws Exception {
        long before = LOG.number("SELECT size FROM audit.head");
        Callable<Void> writer = () -> {
            for (int i = 0; i < 25; i++) {
                LOG.log.append(LogOnDatabase.act("account:" + i));
            }
            return null;
        };
        inParallel(List.of(writer, writer, writer, writer));
        assertThat(LOG.number("SELECT size FROM audit.head")).isEqualTo(before + 100);
        assertThat(LOG.number("SELECT count(*) FROM audit.entry")).isEqualTo(before + 100);
        assertThat(LOG.verify().ok()).isTrue();
    }

    @Test
    void nothingWaitsToBeChainedOnceATransactionHasEnded() throws SQLException {
        LOG.append(3);
        assertThat(LOG.number("SELECT count(*) FROM audit.incoming")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit.entry SET purpose = NULL",
                "DELETE FROM audit.entry",
                "TRUNCATE audit.entry",
                "INSERT INTO audit.entry SELECT * FROM audit.entry LIMIT 1",
                "UPDATE audit.head SET size = 0",
                "DELETE FROM audit.head",
                "UPDATE audit.payload SET payload = ''",
                "DELETE FROM audit.payload",
                "TRUNCATE audit.payload",
                "UPDATE audit.checkpoint SET note = ''",
                "DELETE FROM audit.checkpoint",
                "UPDATE audit.incoming SET actor = ''",
                "DELETE FROM audit.incoming",
                "ALTER TABLE audit.entry DISABLE TRIGGER ALL",
                "DROP TABLE audit.entry",
                "DROP SCHEMA audit CASCADE",
                "DROP DATABASE ominigate",
                "CREATE TABLE audit.mine (n INT)",
                "CREATE OR REPLACE FUNCTION audit.refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "SET ROLE ominigate_owner",
                "SET session_replication_role = replica",
                "DELETE FROM audit.migration",
            })
    void theProductsRoleCanAddAndReadAndNothingElse(String sql) throws SQLException {
        LOG.append(1);
        try (Connection connection = LOG.database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            // Insufficient privilege, or for SET ROLE and the like: cannot be.
                            e -> assertThat(e.getSQLState()).isIn("42501", "25001"));
        }
    }

    @Test
    void theOwnerCannotChangeAnEntryEitherWithoutTakingTheTriggersOff() throws SQLException {
        LOG.append(1);
        try (Connection superuser = LOG.database.superuser();
                Statement statement = superuser.createStatement()) {
            for (String sql : List.of(
                    "UPDATE audit.entry SET purpose = NULL",
                    "DELETE FROM audit.entry",
                    "TRUNCATE audit.entry",
                    "DELETE FROM audit.checkpoint",
                    "DELETE FROM audit.head")) {
                assertThatThrownBy(() -> statement.execute(sql))
                        .as(sql)
                        .hasMessageContaining("stays as it was written");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.com",
                "account:ada@example.com",
                "network:203.0.113.7",
                "network:2001:db8::1",
                "Ada Lovelace",
                "account:",
                "account:a b",
                "route:get /x",
            })
    void aSubjectThatCouldTellWhoSomebodyIsIsRefused(String subject) {
        assertThatThrownBy(() -> LogOnDatabase.act(subject)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"he asked me to", "FRAUD by Ada", "FRAUD case:a@b", "fraud", ""})
    void aPurposeInFreeTextIsRefused(String purpose) {
        assertThatThrownBy(() ->
                        new Act(new Actor.Operator(), "a.b", Act.Outcome.DONE, "account:1", purpose, null, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDatabaseHoldsActsToTheSameForms() throws SQLException {
        for (String value : List.of("network:203.0.113.7", "account:a@b", "Ada")) {
            try (Connection connection = LOG.database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("""
                                INSERT INTO audit.incoming (at, actor, action, outcome, subject)
                                VALUES (now(), 'operator', 'a.b', 'DONE', '%s')
                                """.formatted(value)))
                        .hasMessageContaining("incoming_subject_check");
            }
        }
        LOG.log.append(LogOnDatabase.act("route:GET /admin/v1/audit/entries/{id}", Map.of()));
        LOG.log.append(new Act(
                new Actor.Automatic(), "a-b.c-d", Act.Outcome.DONE, "a-b:A_1-z", "A_1 c-d:X", "a.B:1-_2", Map.of()));
    }

    @Test
    void detailsAreKeptBesideTheChainWithASaltOfTheirOwn() throws SQLException {
        LOG.log.append(LogOnDatabase.act("account:77", Map.of("name", "Ada \"Countess\" Ü\u0001\ud83d\ude00")));
        LOG.log.append(LogOnDatabase.act("account:77", Map.of("name", "Ada \"Countess\" Ü\u0001\ud83d\ude00")));
        assertThat(LOG.text("SELECT payload FROM audit.payload WHERE subject = 'account:77' LIMIT 1"))
                .isEqualTo("{\"name\":\"Ada \\\"Countess\\\" Ü\\u0001\ud83d\ude00\"}");
        assertThat(LOG.number("SELECT count(DISTINCT commitment) FROM audit.entry WHERE subject = 'account:77'"))
                .isEqualTo(2);
        assertThat(new String(
                        LOG.text("SELECT string_agg(audit.record(e), '') FROM audit.entry e")
                                .getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8))
                .doesNotContain("Countess");
    }

    private static void inParallel(List<Callable<Void>> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running = new ArrayList<>();
            work.forEach(each -> running.add(threads.submit(each)));
            for (Future<Void> each : running) {
                each.get();
            }
        }
    }
}
