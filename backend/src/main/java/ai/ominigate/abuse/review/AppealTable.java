package ai.ominigate.abuse.review;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AppealStatus;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Appeals in the database. Blocks. */
final class AppealTable {
    private static final String COLUMNS = """
            id, version, case_id, decision, deciders, received_at, due_at, status, settled_by, settled_at, reason
            """;

    private AppealTable() {}

    /**
     * An appeal.
     *
     * @param deciders everybody who had a hand in the decision
     */
    record Appeal(
            UUID id,
            long version,
            UUID caseId,
            UUID decision,
            List<UUID> deciders,
            Instant receivedAt,
            Instant dueAt,
            AppealStatus status,
            @Nullable UUID settledBy,
            @Nullable Instant settledAt,
            @Nullable String reason) {
        Appeal {
            deciders = List.copyOf(deciders);
        }
    }

    /** @param member null for the owner */
    record Message(Instant at, @Nullable UUID member, String words) {}

    static void insert(Connection transaction, Appeal appeal) throws SQLException {
        String sql = """
                INSERT INTO abuse.appeal (id, case_id, decision, deciders, received_at, due_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, appeal.id());
            statement.setObject(2, appeal.caseId());
            statement.setObject(3, appeal.decision());
            statement.setArray(
                    4, transaction.createArrayOf("uuid", appeal.deciders().toArray()));
            statement.setObject(5, atUtc(appeal.receivedAt()));
            statement.setObject(6, atUtc(appeal.dueAt()));
            statement.executeUpdate();
        }
    }

    static void say(Connection transaction, UUID appeal, Instant at, @Nullable UUID member, String words)
            throws SQLException {
        String sql = """
                INSERT INTO abuse.appeal_message (id, appeal_id, at, member, words)
                VALUES (?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, UuidV7.at(at));
            statement.setObject(2, appeal);
            statement.setObject(3, atUtc(at));
            statement.setObject(4, member);
            statement.setString(5, words);
            statement.executeUpdate();
        }
    }

    static void settle(
            Connection transaction, UUID appeal, AppealStatus status, UUID member, Instant now, String reason)
            throws SQLException {
        String sql = """
                UPDATE abuse.appeal
                SET status = ?, settled_by = ?, settled_at = ?, reason = ?, version = version + 1
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, status.name());
            statement.setObject(2, member);
            statement.setObject(3, atUtc(now));
            statement.setString(4, reason);
            statement.setObject(5, appeal);
            statement.executeUpdate();
        }
    }

    /** Another version, as something was written. */
    static void touch(Connection transaction, UUID appeal) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE abuse.appeal SET version = version + 1 WHERE id = ?")) {
            statement.setObject(1, appeal);
            statement.executeUpdate();
        }
    }

    static @Nullable Appeal find(Connection connection, UUID id) throws SQLException {
        return one(connection, "WHERE id = ?", id);
    }

    static @Nullable Appeal lock(Connection transaction, UUID id) throws SQLException {
        return one(transaction, "WHERE id = ? FOR UPDATE", id);
    }

    static @Nullable Appeal against(Connection connection, UUID decision) throws SQLException {
        return one(connection, "WHERE decision = ?", decision);
    }

    private static @Nullable Appeal one(Connection connection, String condition, UUID id) throws SQLException {
        String sql = "SELECT " + COLUMNS + "FROM abuse.appeal " + condition;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            List<Appeal> found = list(statement);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    /** @param status only those of which this became; null for all */
    static Page<Appeal> list(
            Connection connection, PageRequest page, Sort<AppealSort> sort, @Nullable AppealStatus status)
            throws SQLException {
        return ListQuery.of(COLUMNS, "abuse.appeal")
                .where("status = ?", status)
                .sortedBy(sort.by().expression(), "timestamptz")
                .sortedBy("id", "uuid")
                .read(connection, page, sort.descending(), AppealTable::appeal);
    }

    private static List<Appeal> list(PreparedStatement statement) throws SQLException {
        List<Appeal> appeals = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                appeals.add(appeal(row));
            }
        }
        return appeals;
    }

    private static Appeal appeal(ResultSet row) throws SQLException {
        OffsetDateTime settledAt = row.getObject("settled_at", OffsetDateTime.class);
        return new Appeal(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getObject("case_id", UUID.class),
                row.getObject("decision", UUID.class),
                Arrays.asList((UUID[]) row.getArray("deciders").getArray()),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                AppealStatus.valueOf(row.getString("status")),
                row.getObject("settled_by", UUID.class),
                settledAt == null ? null : settledAt.toInstant(),
                row.getString("reason"));
    }

    /** What was written to and fro, the first first. */
    static List<Message> messages(Connection connection, UUID appeal) throws SQLException {
        String sql = "SELECT at, member, words FROM abuse.appeal_message WHERE appeal_id = ? ORDER BY at, id";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, appeal);
            List<Message> messages = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    messages.add(new Message(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getObject("member", UUID.class),
                            row.getString("words")));
                }
            }
            return messages;
        }
    }

    /** Leaves of a case's appeals what became of them, and nobody's words. */
    static void forgetWords(Connection transaction, UUID caseId) throws SQLException {
        String sql = """
                DELETE FROM abuse.appeal_message
                WHERE appeal_id IN (SELECT id FROM abuse.appeal WHERE case_id = ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            statement.executeUpdate();
        }
        String reasons = "UPDATE abuse.appeal SET reason = NULL WHERE case_id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(reasons)) {
            statement.setObject(1, caseId);
            statement.executeUpdate();
        }
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
