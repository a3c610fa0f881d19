package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.Page;
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
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Lists that were published. Blocks. */
final class ListTable {
    /** Who was written to of a list. */
    static final String NOTED = "subprocessor.notice";

    private static final String COLUMNS = "number, entries, sha256, summary, published_at, effective_at, announced_at";

    private ListTable() {}

    /**
     * A list as it is kept.
     *
     * @param entries as JSON, to the letter
     * @param sha256 of that, in hexadecimal
     * @param isAnnounced whether a letter to everybody was left
     */
    record Published(
            int number,
            String entries,
            String sha256,
            String summary,
            Instant publishedAt,
            Instant effectiveAt,
            boolean isAnnounced) {}

    static Page<Published> list(Connection connection, PageRequest page, Sort<ListOrder> sort) throws SQLException {
        return ListQuery.of(COLUMNS, "subprocessor.list")
                .sortedBy(sort.by().expression(), "integer")
                .read(connection, page, sort.descending(), ListTable::published);
    }

    static @Nullable Published find(Connection connection, int number) throws SQLException {
        return one(connection, "WHERE number = " + number);
    }

    static @Nullable Published newest(Connection connection) throws SQLException {
        return one(connection, "ORDER BY number DESC LIMIT 1");
    }

    /** The first of which not everybody was told; nobody else tells of it until the transaction ends. */
    static @Nullable Published lockUnannounced(Connection transaction) throws SQLException {
        return one(transaction, "WHERE announced_at IS NULL ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED");
    }

    private static @Nullable Published one(Connection connection, String which) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM subprocessor.list " + which);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? published(row) : null;
        }
    }

    private static Published published(ResultSet row) throws SQLException {
        return new Published(
                row.getInt("number"),
                row.getString("entries"),
                HexFormat.of().formatHex(row.getBytes("sha256")),
                row.getString("summary"),
                row.getObject("published_at", OffsetDateTime.class).toInstant(),
                row.getObject("effective_at", OffsetDateTime.class).toInstant(),
                row.getObject("announced_at", OffsetDateTime.class) != null);
    }

    /** @param announcedAt null if everybody is to be told */
    static void insert(
            Connection transaction,
            int number,
            String entries,
            String summary,
            Instant publishedAt,
            Instant effectiveAt,
            @Nullable Instant announcedAt)
            throws SQLException {
        String sql = """
                INSERT INTO subprocessor.list (number, entries, sha256, summary, published_at, effective_at, announced_at)
                VALUES (?, ?, sha256(convert_to(?, 'UTF8')), ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, number);
            statement.setString(2, entries);
            statement.setString(3, entries);
            statement.setString(4, summary);
            statement.setObject(5, publishedAt.atOffset(ZoneOffset.UTC));
            statement.setObject(6, effectiveAt.atOffset(ZoneOffset.UTC));
            statement.setObject(7, announcedAt == null ? null : announcedAt.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    static void announced(Connection transaction, int number, Instant now) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE subprocessor.list SET announced_at = ? WHERE number = ?")) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setInt(2, number);
            statement.executeUpdate();
        }
    }
}
