package ai.ominigate.staff.audit;

import ai.ominigate.TestFolder;
import ai.ominigate.model.audit.AuditReport;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.staff.rights.Actor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An audit log on a database of its own, as one node has it, with what tests and attackers do to it. */
final class LogOnDatabase implements AutoCloseable {
    final TestDatabase database = TestDatabase.create();
    final AuditLog log = new AuditLog(database.dataSource(), InstantSource.system());
    Node node = new Node("");

    /** What one node has of the log beside the database. Its notary signs only when a test says so. */
    final class Node implements AutoCloseable {
        final TestFolder folder = TestFolder.create();
        final DataFolder data = DataFolder.open(folder.path().resolve("data"));
        Witness witness;
        Notary notary;
        AuditCheck check;

        Node(String key) {
            start(key);
        }

        /** As a new process with this setting, on the same folder. */
        void start(String key) {
            AuditTables tables = new AuditTables();
            witness = new Witness(data, key);
            notary = new Notary(
                    database.dataSource(), tables, witness, InstantSource.system(), new SimpleMeterRegistry());
            check = new AuditCheck(database.dataSource(), tables, witness);
        }

        AuditReport verify() throws SQLException, IOException {
            return check.run();
        }

        Path file(String name) {
            return data.audit().resolve(name);
        }

        @Override
        public void close() {
            data.close();
            folder.close();
        }
    }

    /** Leaves nothing of the log, neither here nor with the node. */
    void startAnew() throws SQLException {
        tamper("TRUNCATE audit.entry, audit.payload, audit.checkpoint");
        tamper("UPDATE audit.head SET log = gen_random_uuid(), size = 0, hash = decode(repeat('00', 32), 'hex')");
        node.close();
        node = new Node("");
    }

    static Act act(String subject) {
        return act(subject, Map.of("reason", "because"));
    }

    static Act act(@Nullable String subject, Map<String, String> details) {
        return new Act(new Actor.Operator(), "account.suspend", Act.Outcome.DONE, subject, null, null, details);
    }

    /** Appends so many acts, about {@code account:1}, {@code account:2} and so on after those that there are. */
    void append(int acts) throws SQLException {
        append(acts, log);
    }

    /** The same, as if it was then. */
    void append(int acts, Instant then) throws SQLException {
        append(acts, asOf(then));
    }

    private void append(int acts, AuditLog to) throws SQLException {
        long before = number("SELECT size FROM audit.head");
        for (long i = before + 1; i <= before + acts; i++) {
            to.append(act("account:" + i));
        }
    }

    /** The same log, in which it is then. */
    AuditLog asOf(Instant then) {
        return new AuditLog(database.dataSource(), InstantSource.fixed(then));
    }

    long forget(String subject) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return log.forgetDetails(connection, subject);
        }
    }

    /** As far as the checkpoint of so many entries speaks; null if there is none. */
    @Nullable
    AuditReport upTo(long size) throws SQLException, IOException {
        return node.check.upTo(size);
    }

    AuditReport verify() throws SQLException, IOException {
        return node.verify();
    }

    /** Does what only somebody with all rights can: past the triggers and the rights of the product's role. */
    void tamper(String sql) throws SQLException {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    String text(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        node.close();
        database.close();
    }
}
