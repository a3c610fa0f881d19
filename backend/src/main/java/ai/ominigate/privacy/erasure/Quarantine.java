package ai.ominigate.privacy.erasure;

import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.Readiness;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.WorkGate;
import ai.ominigate.privacy.erasure.Tombstones.Tombstone;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.RequestWork;
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
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
    private static final String IF_LOST =
            "If it is lost for good, no backup from before today may ever be restored, as it would bring people back; then run"
                    + " \"UPDATE privacy.tombstones_seen SET last = 0, ledger = NULL\" and \"DELETE FROM privacy.data_key\" in the database and"
                    + " start again.";
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final DataSource dataSource;
    private final Tombstones tombstones;
    private final Eraser eraser;
    private final MemberEraser members;
    private final RequestWork requests;
    private final AuditLog audit;
    private final WorkGate gate;
    private final InstantSource clock;
    private volatile boolean closed = true;

    Quarantine(
            DataSource dataSource,
            Tombstones tombstones,
            Eraser eraser,
            MemberEraser members,
            RequestWork requests,
            AuditLog audit,
            WorkGate gate,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.tombstones = tombstones;
        this.eraser = eraser;
        this.members = members;
        this.requests = requests;
        this.audit = audit;
        this.gate = gate;
        this.clock = clock;
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
        Seen seen = seen(connection);
        List<Tombstone> all = tombstones.all();
        requireSameLedger(seen, all);
        List<Tombstone> missed = new ArrayList<>();
        for (Tombstone each : all) {
            if (each.seq() > seen.last() && !goesOn(connection, each)) {
                missed.add(each);
            }
        }
        if (missed.isEmpty()) {
            return;
        }
        LOG.warn(
                "The database is an older one: it does not know of {} people who were forgotten. They are forgotten again before anything is served.",
                missed.size());
        int again = 0;
        for (Tombstone each : missed) {
            again += forgetAgain(connection, each);
            Transaction.run(dataSource, transaction -> {
                ErasureTable.update(
                        transaction, "UPDATE privacy.tombstones_seen SET last = greatest(last, ?)", each.seq());
                audit.append(
                        transaction,
                        new Act(
                                new Actor.Automatic(),
                                "erasure.replay",
                                Act.Outcome.DONE,
                                ErasureTable.subject(each.account(), each.member()),
                                null,
                                null,
                                Map.of()));
                return null;
            });
        }
        long found = again;
        Transaction.run(dataSource, transaction -> {
            ErasureTable.update(
                    transaction,
                    "UPDATE privacy.tombstones_seen SET replayed_at = ?, replayed = ?",
                    clock.instant().atOffset(ZoneOffset.UTC),
                    found);
            return null;
        });
        LOG.warn("{} of {} people were in the older database, and are forgotten again.", again, missed.size());
    }

    /** How many there were of this one. */
    private int forgetAgain(Connection connection, Tombstone each) throws SQLException, IOException {
        if (each.member()) {
            return members.again(each.account()) ? 1 : 0;
        }
        int again = eraser.again(each.account()) ? 1 : 0;
        for (UUID other : sameAddress(connection, each)) {
            again += eraser.again(other) ? 1 : 0;
        }
        return again;
    }

    /** Without the tombstones that belong to it, nobody could tell whether the database is an older one. */
    private void requireSameLedger(Seen seen, List<Tombstone> all) {
        if (seen.ledger() != null && !seen.ledger().equals(tombstones.ledger())) {
            throw new CannotStart(
                    "People were forgotten in this database, and who they are is remembered in another folder than %s. Set OMINIGATE_PRIVACY_TOMBSTONE_FOLDER to that one; all nodes of a database share it. %s"
                            .formatted(tombstones.folder(), IF_LOST));
        }
        if (seen.last() > all.size()) {
            throw new CannotStart(
                    "The database knows of %d people who were forgotten, the folder %s of %d only: it is an older copy. Put the newest one there. %s"
                            .formatted(seen.last(), tombstones.folder(), all.size(), IF_LOST));
        }
    }

    /**
     * Whether the database is not an older one: whoever began to forget this person died after the tombstone and before the
     * database knew. What was asked for goes on from there, with its proof and its last letter.
     */
    private boolean goesOn(Connection connection, Tombstone tombstone) throws SQLException, IOException {
        if (tombstone.member()) {
            Assignment begun = requests.beingDoneForMember(connection, tombstone.account(), RequestType.DELETION);
            return begun != null && members.goOn(begun);
        }
        Assignment begun = requests.beingDone(connection, tombstone.account(), RequestType.DELETION);
        return begun != null && eraser.goOn(begun);
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

    /**
     * What the database knows of tombstones.
     *
     * @param last the number of the last one; 0 if it knows of none
     * @param ledger which ones; null as long as it has written none
     */
    private record Seen(long last, @Nullable String ledger) {}

    private static Seen seen(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT last, ledger FROM privacy.tombstones_seen");
                ResultSet row = select.executeQuery()) {
            row.next();
            return new Seen(row.getLong(1), row.getString(2));
        }
    }
}
