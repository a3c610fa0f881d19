package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.platform.Network;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What time does to cases: samples are taken, scores sink, claims end. Each case in a transaction of its own; nodes that do it at
 * once take different ones. How evidence goes, and what is left of a case, is here, too; when, is the matter of retention.
 * Blocks.
 */
@Singleton
final class CaseUpkeep {
    /** How old a score may be. */
    static final Duration SCORED_WITHIN = Duration.ofMinutes(10);

    private static final int AT_ONCE = 500;

    /** Of an IPv4 and an IPv6 network, what a record has: nobody's in particular. */
    private static final int REDUCED_IPV4 = 24;

    private static final int REDUCED_IPV6 = 48;

    private final Evidence evidence;
    private final Flags flags;
    private final Decisions decisions;
    private final CaseNews news;
    private final AuditLog audit;
    private final DataSource dataSource;
    private final InstantSource clock;

    CaseUpkeep(
            Evidence evidence,
            Flags flags,
            Decisions decisions,
            CaseNews news,
            AuditLog audit,
            DataSource dataSource,
            InstantSource clock) {
        this.evidence = evidence;
        this.flags = flags;
        this.decisions = decisions;
        this.news = news;
        this.audit = audit;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** What is done with one case, which is locked. */
    private interface Work {
        void with(Connection transaction, CaseFile file, Instant now) throws SQLException;
    }

    /** Takes samples for the cases that are to have more, soon enough that the operational log still has them. */
    @Scheduled(initialDelay = "5s", fixedDelay = "5s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void takeEvidence() throws SQLException {
        each("evidence_wanted AND open AND evidence_gone_at IS NULL", now(), evidence::take);
        Transaction.run(
                dataSource,
                transaction -> execute(
                        transaction,
                        "UPDATE abuse.case_file SET evidence_wanted = false"
                                + " WHERE evidence_wanted AND (NOT open OR evidence_gone_at IS NOT NULL)"));
    }

    /** Adds open cases up anew, and ends claims that have run out. */
    @Scheduled(initialDelay = "1m", fixedDelay = "1m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void addUp() throws SQLException {
        Instant now = now();
        each("open AND scored_at < ?", now.minus(SCORED_WITHIN), (transaction, file, at) -> {
            flags.recount(transaction, file, now);
            scored(transaction, file.id(), now);
        });
        each("open AND claimed_until < ?", now, (transaction, file, at) -> {
            CaseTable.updateState(transaction, file.id(), file.state().after(new CaseState.Step.Release()), null, now);
            CaseTable.updateClaim(transaction, file.id(), null, false);
            Timeline.add(transaction, file.id(), now, Timeline.Kind.RELEASED, null, null, null);
            news.tell(transaction, file.id(), "changed", file.version() + 1);
        });
    }

    private static void scored(Connection transaction, UUID id, Instant now) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE abuse.case_file SET scored_at = ? WHERE id = ?")) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, id);
            statement.executeUpdate();
        }
    }

    /** Lets the evidence of these cases go, as part of this transaction. */
    void letEvidenceGo(Connection transaction, List<UUID> cases) throws SQLException {
        Instant now = now();
        for (UUID id : cases) {
            EvidenceTable.delete(transaction, id);
            stamp(transaction, "evidence_gone_at", id, now);
            Timeline.add(transaction, id, now, Timeline.Kind.EVIDENCE_GONE, null, null, null);
            news.record(transaction, new Actor.Automatic(), "let-evidence-go", id, null, Map.of());
        }
    }

    /** Closes what was decided and is over: nothing was seen for a month, and nothing of it is in force or proposed. */
    @Scheduled(initialDelay = "3m", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void closeWhatIsOver() throws SQLException {
        Instant now = now();
        String over = "open AND state IN ('ACTIONED', 'UPHELD', 'OVERTURNED') AND last_seen < ?";
        for (UUID id : found(over, now.minus(Appeals.WINDOW))) {
            if (decisions.relatedTo(id).stream().allMatch(decision -> isOver(decision, now))) {
                Transaction.run(dataSource, transaction -> {
                    CaseFile file = lockIf(transaction, over, now.minus(Appeals.WINDOW), id);
                    if (file != null) {
                        close(transaction, file, now);
                    }
                    return id;
                });
            }
        }
    }

    /** Until then its owner can appeal. */
    private static boolean isOver(Decision decision, Instant now) {
        Instant ended = decision.endedAt() == null ? decision.endsAt() : decision.endedAt();
        return decision.state(now) == DecisionState.ENDED
                && ended != null
                && ended.plus(Appeals.WINDOW).isBefore(now);
    }

    private void close(Connection transaction, CaseFile file, Instant now) throws SQLException {
        boolean wrong = file.state() instanceof CaseState.Overturned;
        Cases.close(
                transaction,
                file,
                wrong ? Disposition.FALSE_POSITIVE : Disposition.CONFIRMED,
                (wrong ? CaseReason.APPEAL : CaseReason.ABUSE_STOPPED).name(),
                now);
        Timeline.add(transaction, file.id(), now, Timeline.Kind.CLOSED, null, null, null);
        news.record(transaction, new Actor.Automatic(), "close", file.id(), null, Map.of());
        news.tell(transaction, file.id(), "changed", file.version() + 1);
    }

    /**
     * Leaves the records of what was decided, as part of this transaction: what kind of thing each was, why and when, and no
     * person's words or address.
     */
    void reduce(Connection transaction, List<UUID> cases) throws SQLException {
        for (UUID id : cases) {
            reduce(transaction, id, now());
        }
    }

    private void reduce(Connection transaction, UUID id, Instant now) throws SQLException {
        EvidenceTable.delete(transaction, id);
        for (String table : List.of("abuse.flag", "abuse.case_file")) {
            String key = table.equals("abuse.flag") ? "case_id" : "id";
            for (String entity : entities(transaction, table, key, id)) {
                try (PreparedStatement statement = transaction.prepareStatement(
                        "UPDATE " + table + " SET entity = ? WHERE " + key + " = ? AND entity = ?")) {
                    statement.setString(
                            1, reduced(transaction, Entity.parse(entity)).toString());
                    statement.setObject(2, id);
                    statement.setString(3, entity);
                    statement.executeUpdate();
                }
            }
        }
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE abuse.case_event SET words = NULL WHERE case_id = ?")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
        AppealTable.forgetWords(transaction, id);
        stamp(transaction, "reduced_at", id, now);
        Timeline.add(transaction, id, now, Timeline.Kind.REDUCED, null, null, null);
        audit.forgetDetails(transaction, "case:" + id);
        news.record(transaction, new Actor.Automatic(), "reduce", id, null, Map.of());
    }

    private static List<String> entities(Connection connection, String table, String key, UUID id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT DISTINCT entity FROM " + table + " WHERE " + key + " = ?")) {
            statement.setObject(1, id);
            List<String> entities = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entities.add(row.getString(1));
                }
            }
            return entities;
        }
    }

    /** Of an address the network around it; of a key or an account another name, the same each time. */
    static Entity reduced(Connection connection, Entity entity) throws SQLException {
        return switch (entity) {
            case Entity.Net net -> {
                Network network = net.network();
                int bits = network.isIpv6() ? REDUCED_IPV6 : REDUCED_IPV4;
                yield network.bits() > bits ? new Entity.Net(network.widenedTo(bits)) : net;
            }
            case Entity.Key key -> new Entity.Key(pseudonym(connection, key));
            case Entity.Account account -> new Entity.Account(pseudonym(connection, account));
            case Entity.Asn asn -> asn;
            case Entity.Country country -> country;
        };
    }

    private static UUID pseudonym(Connection connection, Entity entity) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT salt FROM abuse.pseudonym_salt");
                ResultSet row = statement.executeQuery()) {
            row.next();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(row.getBytes(1));
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(entity.toString().getBytes(StandardCharsets.US_ASCII)));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void stamp(Connection transaction, String column, UUID id, Instant now) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE abuse.case_file SET " + column + " = ? WHERE id = ?")) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, id);
            statement.executeUpdate();
        }
    }

    /**
     * Does it for the cases that are found, at most {@link #AT_ONCE}.
     *
     * @param before the value of the condition's parameter, if it has one
     */
    private void each(String condition, Instant before, Work work) throws SQLException {
        for (UUID id : found(condition, before)) {
            Transaction.run(dataSource, transaction -> {
                CaseFile file = lockIf(transaction, condition, before, id);
                if (file != null) {
                    work.with(transaction, file, now());
                }
                return id;
            });
        }
    }

    private List<UUID> found(String condition, Instant before) throws SQLException {
        String sql = "SELECT id FROM abuse.case_file WHERE " + condition + " LIMIT " + AT_ONCE;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            if (condition.contains("?")) {
                statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            }
            List<UUID> ids = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    /** The case, unless another node has it or did it meanwhile. */
    private static @Nullable CaseFile lockIf(Connection transaction, String condition, Instant before, UUID id)
            throws SQLException {
        String sql = "SELECT " + CaseTable.COLUMNS + "FROM abuse.case_file WHERE id = ? AND " + condition
                + " FOR UPDATE SKIP LOCKED";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            if (condition.contains("?")) {
                statement.setObject(2, before.atOffset(ZoneOffset.UTC));
            }
            List<CaseFile> found = CaseTable.list(statement);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    private static int execute(Connection transaction, String sql, Instant... times) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < times.length; i++) {
                statement.setObject(i + 1, times[i].atOffset(ZoneOffset.UTC));
            }
            return statement.executeUpdate();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
