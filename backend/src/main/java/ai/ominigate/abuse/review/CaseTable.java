package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cases in the database. Blocks. */
final class CaseTable {
    static final String COLUMNS = """
            id, version, entity, entity_kind, family, families, state, disposition, refers_to, wakes_at, reason_code,
            claimed_by, claimed_until, claim_held, typing_until, priority, least_priority, score, acted_at, escalated_at,
            flags, events, accounts, opened_at, first_seen, last_seen, due_at, closed_at, evidence_until,
            evidence_renewed_at, evidence_gone_at, reduced_at
            """;

    private CaseTable() {}

    static void insert(Connection transaction, CaseFile file) throws SQLException {
        String sql = """
                INSERT INTO abuse.case_file (
                    id, entity, entity_kind, family, families, state, priority, least_priority, score, opened_at,
                    first_seen, last_seen, due_at, evidence_until)
                VALUES (?, ?, ?, ?, ?, 'NEW', ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, file.id());
            statement.setString(2, file.entity());
            statement.setString(3, file.kind().name());
            statement.setString(4, file.family().name());
            statement.setArray(5, names(transaction, file.families()));
            statement.setInt(6, file.priority());
            statement.setInt(7, file.leastPriority());
            statement.setInt(8, file.score());
            statement.setObject(9, atUtc(file.openedAt()));
            statement.setObject(10, atUtc(file.firstSeen()));
            statement.setObject(11, atUtc(file.lastSeen()));
            statement.setObject(12, atUtc(file.dueAt()));
            statement.setObject(13, atUtc(file.evidenceUntil()));
            statement.executeUpdate();
        }
    }

    static @Nullable CaseFile find(Connection connection, UUID id) throws SQLException {
        return one(connection, "WHERE id = ?", id);
    }

    /** The case, which nobody else changes until the transaction ends; null if there is none. */
    static @Nullable CaseFile lock(Connection transaction, UUID id) throws SQLException {
        return one(transaction, "WHERE id = ? FOR UPDATE", id);
    }

    /** Locks both, always in the same order, so that two who lock the same two do not wait for each other. */
    static void lockBoth(Connection transaction, UUID one, UUID other) throws SQLException {
        String sql = "SELECT id FROM abuse.case_file WHERE id IN (?, ?) ORDER BY id FOR UPDATE";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, one);
            statement.setObject(2, other);
            statement.executeQuery().close();
        }
    }

    /** The open cases that take in what is raised about this entity, locked. */
    static List<CaseFile> lockOf(Connection transaction, Entity entity) throws SQLException {
        String sql = "SELECT " + COLUMNS + """
                FROM abuse.case_file
                WHERE id IN (SELECT case_id FROM abuse.case_key WHERE entity = ?)
                ORDER BY id
                FOR UPDATE
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, entity.toString());
            return list(statement);
        }
    }

    /** The open case that takes in what is raised about this entity and family, or null. */
    static @Nullable UUID keyed(Connection connection, Entity entity, Family family) throws SQLException {
        String sql = "SELECT case_id FROM abuse.case_key WHERE entity = ? AND family = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, entity.toString());
            statement.setString(2, family.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /** From now on this case takes in what is raised about the entity and these families, but what others take in. */
    static void key(Connection transaction, UUID id, Entity entity, Collection<Family> families) throws SQLException {
        String sql = """
                INSERT INTO abuse.case_key (entity, family, case_id)
                SELECT ?, unnest(?), ?
                ON CONFLICT (entity, family) DO NOTHING
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, entity.toString());
            statement.setArray(2, names(transaction, families));
            statement.setObject(3, id);
            statement.executeUpdate();
        }
    }

    /** Writes what another flag, or an hour more, has changed of a case. */
    static void updateSeen(Connection transaction, CaseFile file, boolean another) throws SQLException {
        String sql = """
                UPDATE abuse.case_file
                SET families = ?, priority = ?, least_priority = ?, score = ?, acted_at = ?, flags = ?, events = ?,
                    accounts = ?, first_seen = ?, last_seen = ?, due_at = ?, version = version + ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setArray(1, names(transaction, file.families()));
            statement.setInt(2, file.priority());
            statement.setInt(3, file.leastPriority());
            statement.setInt(4, file.score());
            statement.setInt(5, file.acted().ordinal());
            statement.setInt(6, file.flags());
            statement.setLong(7, file.events());
            statement.setLong(8, file.accounts());
            statement.setObject(9, atUtc(file.firstSeen()));
            statement.setObject(10, atUtc(file.lastSeen()));
            statement.setObject(11, atUtc(file.dueAt()));
            statement.setInt(12, another ? 1 : 0);
            statement.setObject(13, file.id());
            statement.executeUpdate();
        }
    }

    /** Writes where the case stands now. */
    static void updateState(Connection transaction, UUID id, CaseState state, @Nullable String reasonCode, Instant now)
            throws SQLException {
        String sql = """
                UPDATE abuse.case_file
                SET state = ?, disposition = ?, refers_to = ?, wakes_at = ?, reason_code = ?, closed_at = ?,
                    escalated_at = CASE WHEN state IN ('SNOOZED', 'ACTIONED', 'UPHELD', 'OVERTURNED') AND ? = 'NEW'
                        THEN ? ELSE escalated_at END,
                    version = version + 1
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, state.word());
            statement.setString(
                    2,
                    state instanceof CaseState.Closed closed
                            ? closed.disposition().name()
                            : null);
            statement.setObject(3, refersTo(state), Types.OTHER);
            statement.setObject(
                    4, state instanceof CaseState.Snoozed snoozed ? snoozed.wakesAt() : null, Types.INTEGER);
            statement.setString(5, reasonCode);
            statement.setObject(6, state.isOpen() ? null : atUtc(now), Types.TIMESTAMP_WITH_TIMEZONE);
            statement.setString(7, state.word());
            statement.setObject(8, atUtc(now));
            statement.setObject(9, id);
            statement.executeUpdate();
        }
    }

    /** No band has had its automatic effect any more. */
    static void forgetActed(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE abuse.case_file SET acted_at = 0 WHERE id = ?")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    /** Writes who works on the case; null that nobody does. */
    static void updateClaim(Connection transaction, UUID id, CaseFile.@Nullable Claim claim, boolean anotherVersion)
            throws SQLException {
        String sql = """
                UPDATE abuse.case_file
                SET claimed_by = ?, claimed_until = ?, claim_held = ?, typing_until = ?, version = version + ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, claim == null ? null : claim.by(), Types.OTHER);
            statement.setObject(2, claim == null ? null : atUtc(claim.until()), Types.TIMESTAMP_WITH_TIMEZONE);
            statement.setBoolean(3, claim != null && claim.held());
            Instant typing = claim == null ? null : claim.typingUntil();
            statement.setObject(4, typing == null ? null : atUtc(typing), Types.TIMESTAMP_WITH_TIMEZONE);
            statement.setInt(5, anotherVersion ? 1 : 0);
            statement.setObject(6, id);
            statement.executeUpdate();
        }
    }

    /** Writes by when somebody should decide. */
    static void updateDue(Connection transaction, UUID id, Instant dueAt) throws SQLException {
        String sql = "UPDATE abuse.case_file SET due_at = ? WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(dueAt));
            statement.setObject(2, id);
            statement.executeUpdate();
        }
    }

    /** Writes until when the case's evidence is kept. */
    static void updateEvidence(Connection transaction, UUID id, Instant until, @Nullable Instant renewedAt)
            throws SQLException {
        String sql = """
                UPDATE abuse.case_file
                SET evidence_until = ?, evidence_renewed_at = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(until));
            statement.setObject(2, renewedAt == null ? null : atUtc(renewedAt), Types.TIMESTAMP_WITH_TIMEZONE);
            statement.setObject(3, id);
            statement.executeUpdate();
        }
    }

    /** From now on another case takes in what this one took in. */
    static void handKeysOn(Connection transaction, UUID from, UUID to) throws SQLException {
        update(transaction, "UPDATE abuse.case_key SET case_id = ? WHERE case_id = ?", to, from);
    }

    /** From now on this case takes in nothing. */
    static void dropKeys(Connection transaction, UUID id) throws SQLException {
        update(transaction, "DELETE FROM abuse.case_key WHERE case_id = ?", id);
    }

    /** The case takes in again what its flags are about; whether no other does meanwhile. */
    static boolean takeKeysBack(Connection transaction, UUID id) throws SQLException {
        update(transaction, """
                INSERT INTO abuse.case_key (entity, family, case_id)
                SELECT entity, family, id FROM abuse.case_file WHERE id = ?
                UNION
                SELECT entity, family, case_id FROM abuse.flag WHERE case_id = ?
                ON CONFLICT (entity, family) DO NOTHING
                """, id, id);
        String sql = """
                SELECT count(*)
                FROM abuse.case_key k
                JOIN abuse.case_file c ON c.entity = k.entity AND c.family = k.family
                WHERE c.id = ? AND k.case_id <> c.id
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) == 0;
            }
        }
    }

    private static void update(Connection transaction, String sql, UUID... ids) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < ids.length; i++) {
                statement.setObject(i + 1, ids[i]);
            }
            statement.executeUpdate();
        }
    }

    /** Cases that were merged into this one, directly or by way of others. */
    static List<UUID> mergedInto(Connection connection, UUID id) throws SQLException {
        String sql = """
                WITH RECURSIVE part AS (
                    SELECT id FROM abuse.case_file WHERE refers_to = ? AND state = 'MERGED'
                    UNION
                    SELECT c.id FROM abuse.case_file c JOIN part ON c.refers_to = part.id AND c.state = 'MERGED')
                SELECT id FROM part
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            List<UUID> ids = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    static @Nullable UUID refersTo(CaseState state) {
        return switch (state) {
            case CaseState.AwaitingApproval waiting -> waiting.proposal();
            case CaseState.Appealed appealed -> appealed.appeal();
            case CaseState.Merged merged -> merged.into();
            default -> null;
        };
    }

    private static @Nullable CaseFile one(Connection connection, String condition, UUID id) throws SQLException {
        String sql = "SELECT " + COLUMNS + "FROM abuse.case_file " + condition;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            List<CaseFile> found = list(statement);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    static List<CaseFile> list(PreparedStatement statement) throws SQLException {
        List<CaseFile> files = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                files.add(file(row));
            }
        }
        return files;
    }

    private static CaseFile file(ResultSet row) throws SQLException {
        return new CaseFile(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getString("entity"),
                CaseFile.Kind.valueOf(row.getString("entity_kind")),
                Family.valueOf(row.getString("family")),
                families(row.getArray("families")),
                state(row),
                row.getString("reason_code"),
                claim(row),
                row.getInt("priority"),
                row.getInt("least_priority"),
                row.getInt("score"),
                Band.values()[row.getInt("acted_at")],
                instant(row, "escalated_at"),
                row.getInt("flags"),
                row.getLong("events"),
                row.getLong("accounts"),
                moment(row, "opened_at"),
                moment(row, "first_seen"),
                moment(row, "last_seen"),
                moment(row, "due_at"),
                instant(row, "closed_at"),
                moment(row, "evidence_until"),
                instant(row, "evidence_renewed_at"),
                instant(row, "evidence_gone_at"),
                instant(row, "reduced_at"));
    }

    private static CaseState state(ResultSet row) throws SQLException {
        UUID other = row.getObject("refers_to", UUID.class);
        String word = row.getString("state");
        return switch (word) {
            case "NEW" -> new CaseState.New();
            case "CLAIMED" -> new CaseState.Claimed();
            case "IN_REVIEW" -> new CaseState.InReview();
            case "AWAITING_APPROVAL" -> new CaseState.AwaitingApproval(Objects.requireNonNull(other));
            case "ACTIONED" -> new CaseState.Actioned();
            case "APPEALED" -> new CaseState.Appealed(Objects.requireNonNull(other));
            case "UPHELD" -> new CaseState.Upheld();
            case "OVERTURNED" -> new CaseState.Overturned();
            case "SNOOZED" -> new CaseState.Snoozed(row.getInt("wakes_at"));
            case "CLOSED" -> new CaseState.Closed(Disposition.valueOf(row.getString("disposition")));
            case "MERGED" -> new CaseState.Merged(Objects.requireNonNull(other));
            default -> throw new IllegalStateException("the table's constraint knows no state " + word);
        };
    }

    private static CaseFile.@Nullable Claim claim(ResultSet row) throws SQLException {
        UUID by = row.getObject("claimed_by", UUID.class);
        return by == null
                ? null
                : new CaseFile.Claim(
                        by, moment(row, "claimed_until"), row.getBoolean("claim_held"), instant(row, "typing_until"));
    }

    private static Set<Family> families(Array names) throws SQLException {
        Set<Family> families = EnumSet.noneOf(Family.class);
        for (String name : (String[]) names.getArray()) {
            families.add(Family.valueOf(name));
        }
        return families;
    }

    static Array names(Connection connection, Collection<? extends Enum<?>> names) throws SQLException {
        return connection.createArrayOf("text", names.stream().map(Enum::name).toArray());
    }

    private static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
