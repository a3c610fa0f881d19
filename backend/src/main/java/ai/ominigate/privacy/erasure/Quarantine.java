package ai.ominigate.privacy.erasure;

import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.Readiness;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.WorkGate;
import ai.ominigate.privacy.erasure.Tombstones.Tombstone;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start does with a database that knows less of who was forgotten than the tombstones do: an older one, restored.
 * Nothing is served, and nothing begins by itself, until those people are forgotten again; nodes that start together take
 * turns.
 */
@Singleton
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Quarantine implements BeforeReady, Readiness {
    private static final long ONE_NODE_AT_A_TIME = 0x7065_7273_6f6e_7321L;
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final DataSource dataSource;
    private final Tombstones tombstones;
    private final Eraser eraser;
    private final AuditLog audit;
    private final WorkGate gate;
    private volatile boolean closed = true;

    Quarantine(DataSource dataSource, Tombstones tombstones, Eraser eraser, AuditLog audit, WorkGate gate) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.tombstones = tombstones;
        this.eraser = eraser;
        this.audit = audit;
        this.gate = gate;
    }

    /** Whether nobody may be served yet. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public String name() {
        return "forgotten people";
    }

    @Override
    public Optional<String> problem() {
        return closed
                ? Optional.of("It is being looked after whether the database has people who were forgotten.")
                : Optional.empty();
    }

    @Override
    public void prepare(URI baseUrl) {
        try (Connection connection = dataSource.getConnection()) {
            lock(connection, "pg_advisory_lock");
            try {
                forgetAgain(connection);
            } finally {
                lock(connection, "pg_advisory_unlock");
            }
        } catch (SQLException | IOException e) {
            throw new CannotStart(
                    "The database is older than the tombstones, and somebody who was forgotten could not be forgotten again: %s. Nothing is served until that is done; put right what it says and start again."
                            .formatted(
                                    e instanceof SQLException problem
                                            ? "SQLSTATE " + problem.getSQLState()
                                            : e.getMessage()),
                    e);
        }
        closed = false;
        gate.open();
    }

    private static void lock(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + function + "(?)")) {
            statement.setLong(1, ONE_NODE_AT_A_TIME);
            statement.execute();
        }
    }

    private void forgetAgain(Connection connection) throws SQLException, IOException {
        long seen = seen(connection);
        List<Tombstone> missed =
                tombstones.all().stream().filter(each -> each.seq() > seen).toList();
        if (missed.isEmpty()) {
            return;
        }
        LOG.warn(
                "The database is an older one: it does not know of {} people who were forgotten. They are forgotten again before anything is served.",
                missed.size());
        int again = 0;
        for (Tombstone each : missed) {
            again += eraser.again(each.account()) ? 1 : 0;
            for (UUID other : sameAddress(connection, each)) {
                again += eraser.again(other) ? 1 : 0;
            }
            Transaction.run(dataSource, transaction -> {
                ErasureTable.update(
                        transaction, "UPDATE privacy.tombstones_seen SET last = greatest(last, ?)", each.seq());
                audit.append(
                        transaction,
                        new Act(
                                new Actor.Automatic(),
                                "erasure.replay",
                                Act.Outcome.DONE,
                                "account:" + each.account(),
                                null,
                                null,
                                Map.of()));
                return null;
            });
        }
        LOG.warn("{} of {} people were in the older database, and are forgotten again.", again, missed.size());
    }

    /** Accounts that the person has in the older database under another id: same address, from before they were forgotten. */
    private List<UUID> sameAddress(Connection connection, Tombstone tombstone) throws SQLException {
        List<UUID> same = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, email FROM accounts.account WHERE email IS NOT NULL AND created_at <= ?")) {
            select.setObject(1, Instant.parse(tombstone.erasedAt()).atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (tombstone.hmacs().contains(tombstones.hmac(row.getString(2)))) {
                        same.add(row.getObject(1, UUID.class));
                    }
                }
            }
        }
        return same;
    }

    private static long seen(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT last FROM privacy.tombstones_seen");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
