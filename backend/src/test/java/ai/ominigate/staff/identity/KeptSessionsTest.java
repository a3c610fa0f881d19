package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import ai.ominigate.retention.RetainedData;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeptSessionsTest {
    private static final Instant CUTOFF = Instant.parse("2026-11-27T00:00:00Z");

    @Test
    void aSessionIsKeptForAWhileAfterItHasEndedInAnyWay() throws SQLException {
        RetainedData sessions = new KeptSessions().sessions();
        try (TestDatabase database = TestDatabase.create()) {
            Transaction.run(database.dataSource(), transaction -> {
                try (Statement statement = transaction.createStatement()) {
                    statement.execute("""
                            INSERT INTO staff.member (id, email, name, roles, status, created_at)
                            VALUES ('00000000-0000-7000-8000-000000000001', 'a@ominigate.example', 'A', '{SUPPORT}', 'ACTIVE', now())
                            """);
                    statement.execute("""
                            INSERT INTO staff.session (id, member, sha256, created_at, last_used_at, expires_at, ended_at)
                            SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000001', sha256(name::bytea), now(), now(),
                                expires::timestamptz, ended::timestamptz
                            FROM (VALUES
                                ('signed out long ago', '2026-11-28', '2026-11-26T23:59:59Z'),
                                ('ran out long ago', '2026-11-26T23:59:59Z', NULL),
                                ('signed out lately', '2026-11-28', '2026-11-27T00:00:00Z'),
                                ('good', '2026-11-28', NULL)) AS session (name, expires, ended)
                            """);
                }
                return 0;
            });

            long gone = Transaction.run(database.dataSource(), transaction -> {
                assertThat(sessions.oldest(transaction)).isEqualTo("2026-11-26T23:59:59Z");
                return sessions.remove(transaction, CUTOFF, 10).rows();
            });

            assertThat(gone).isEqualTo(2);
            assertThat(left(database)).isEqualTo(2);
        }
    }

    @Test
    void anInvitationIsKeptForAWhileAfterItIsOver() throws SQLException {
        RetainedData invitations = new KeptSessions().invitations();
        try (TestDatabase database = TestDatabase.create()) {
            long gone = Transaction.run(database.dataSource(), transaction -> {
                try (Statement statement = transaction.createStatement()) {
                    statement.execute("""
                            INSERT INTO staff.invitation (id, sha256, by_operator, roles, created_at, expires_at, ended_at)
                            SELECT gen_random_uuid(), sha256(name::bytea), true, '{ADMIN}', now(),
                                expires::timestamptz, ended::timestamptz
                            FROM (VALUES
                                ('came long ago', '2026-11-28', '2026-11-26T23:59:59Z'),
                                ('came lately', '2026-11-28', '2026-11-27T00:00:00Z'),
                                ('may come', '2026-11-28', NULL)) AS invitation (name, expires, ended)
                            """);
                }
                return invitations.remove(transaction, CUTOFF, 10).rows();
            });

            assertThat(gone).isEqualTo(1);
        }
    }

    private static int left(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM staff.session WHERE expires_at > '2026-11-27'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
