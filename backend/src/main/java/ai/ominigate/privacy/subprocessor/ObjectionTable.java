package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.Page;
import ai.ominigate.model.subprocessor.ObjectionDetails;
import ai.ominigate.model.subprocessor.ObjectionOutcome;
import ai.ominigate.model.subprocessor.RecordObjection;
import ai.ominigate.model.subprocessor.SettleObjection;
import ai.ominigate.personal.Masked;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Objections of customers. Blocks. */
final class ObjectionTable {
    private static final String COLUMNS = """
            o.id, o.version, o.company, c.name, o.account, o.received_at, o.grounds, o.recorded_by, o.outcome, o.answer,
            o.settled_by, o.settled_at
            """;
    private static final String FROM = "subprocessor.objection o JOIN subprocessor.company c ON c.id = o.company";

    private ObjectionTable() {}

    /** @param open only those without an answer, or only those with one */
    static Page<ObjectionDetails> list(
            Connection connection,
            PageRequest page,
            Sort<ObjectionOrder> sort,
            @Nullable UUID company,
            @Nullable Boolean open)
            throws SQLException {
        return ListQuery.of(COLUMNS, FROM)
                .where("o.company = ?", company)
                .where("(o.outcome IS NULL) = ?", open)
                .sortedBy(sort.by().expression(), "timestamptz")
                .sortedBy("o.id", "uuid")
                .read(connection, page, sort.descending(), ObjectionTable::objection);
    }

    static @Nullable ObjectionDetails find(Connection connection, UUID id) throws SQLException {
        return ListQuery.of(COLUMNS, FROM).where("o.id = ?", id).one(connection, ObjectionTable::objection);
    }

    /** The same, which nobody else changes until the transaction ends. */
    static @Nullable ObjectionDetails lock(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT FROM subprocessor.objection WHERE id = ? FOR UPDATE")) {
            statement.setObject(1, id);
            statement.execute();
        }
        return find(transaction, id);
    }

    /** How many of a company have no answer. */
    static long open(Connection connection, UUID company) throws SQLException {
        String sql = "SELECT count(*) FROM subprocessor.objection WHERE company = ? AND outcome IS NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, company);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Writes it down; false if there is no such account. */
    static boolean insert(Connection transaction, UUID id, RecordObjection wish, UUID recordedBy) throws SQLException {
        String sql = """
                INSERT INTO subprocessor.objection (id, company, account, received_at, grounds, recorded_by)
                SELECT ?, ?, a.id, ?, ?, ?
                FROM accounts.account a
                WHERE a.id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setObject(2, wish.subprocessor());
            statement.setObject(3, wish.receivedAt().atOffset(ZoneOffset.UTC));
            statement.setString(4, wish.grounds());
            statement.setObject(5, recordedBy);
            statement.setObject(6, wish.account());
            return statement.executeUpdate() == 1;
        }
    }

    static void settle(Connection transaction, UUID id, SettleObjection wish, UUID member, Instant now)
            throws SQLException {
        String sql = """
                UPDATE subprocessor.objection
                SET outcome = ?, answer = ?, settled_by = ?, settled_at = ?, version = version + 1
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, wish.outcome().name());
            statement.setString(2, wish.answer());
            statement.setObject(3, member);
            statement.setObject(4, now.atOffset(ZoneOffset.UTC));
            statement.setObject(5, id);
            statement.executeUpdate();
        }
    }

    private static ObjectionDetails objection(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        OffsetDateTime settledAt = row.getObject("settled_at", OffsetDateTime.class);
        return new ObjectionDetails(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getObject("company", UUID.class),
                row.getString("name"),
                row.getObject("account", UUID.class),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                Masked.text(row.getString("grounds")),
                row.getObject("recorded_by", UUID.class),
                outcome == null ? null : ObjectionOutcome.valueOf(outcome),
                Masked.textOrNull(row.getString("answer")),
                row.getObject("settled_by", UUID.class),
                settledAt == null ? null : settledAt.toInstant());
    }
}
