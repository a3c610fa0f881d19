package ai.ominigate.privacy.retention;

import ai.ominigate.model.Page;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Purges and their receipts. */
final class PurgeTable {
    private static final String COLUMNS =
            "id, data_class, cutoff, started_at, deleted, finished_at, oldest_remaining, digest";

    private static final String NONE_BEFORE = "0".repeat(64);

    private PurgeTable() {}

    /** Begins one, of a class whose rule is locked. */
    static UUID begin(Connection transaction, DataClass dataClass, Instant cutoff, Instant now) throws SQLException {
        UUID id = UuidV7.at(now);
        String sql = """
                INSERT INTO retention.purge (id, data_class, cutoff, started_at)
                VALUES (?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setString(2, dataClass.name());
            statement.setObject(3, cutoff.atOffset(ZoneOffset.UTC));
            statement.setObject(4, now.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
        return id;
    }

    /** The one of this class that is not done, which nobody else goes on with meanwhile; null if there is none. */
    static @Nullable PurgeReceipt lockUnfinished(Connection transaction, DataClass dataClass) throws SQLException {
        return one(transaction, dataClass, "finished_at IS NULL FOR UPDATE");
    }

    /** The last one of this class that is done; null if there is none. */
    static @Nullable PurgeReceipt last(Connection connection, DataClass dataClass) throws SQLException {
        return one(connection, dataClass, "finished_at IS NOT NULL ORDER BY started_at DESC, id DESC LIMIT 1");
    }

    private static @Nullable PurgeReceipt one(Connection connection, DataClass dataClass, String which)
            throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM retention.purge WHERE data_class = ? AND " + which;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, dataClass.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? receipt(row) : null;
            }
        }
    }

    /** Counts what a step of it removed. */
    static void count(Connection transaction, UUID id, long rows) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE retention.purge SET deleted = deleted + ? WHERE id = ?")) {
            statement.setLong(1, rows);
            statement.setObject(2, id);
            statement.executeUpdate();
        }
    }

    /** What is as old as the earlier cutoff or younger is not removed by it any more. */
    static void narrow(Connection transaction, UUID id, Instant cutoff) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE retention.purge SET cutoff = ? WHERE id = ?")) {
            statement.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
            statement.setObject(2, id);
            statement.executeUpdate();
        }
    }

    /** Ends one that is locked, with a digest over the receipt before it. */
    static PurgeReceipt finish(
            Connection transaction, PurgeReceipt purge, @Nullable Instant oldestRemaining, Instant now)
            throws SQLException {
        PurgeReceipt before = last(transaction, purge.dataClass());
        PurgeReceipt done = new PurgeReceipt(
                purge.id(),
                purge.dataClass(),
                purge.cutoff(),
                purge.startedAt(),
                now,
                purge.deleted(),
                oldestRemaining,
                null);
        String digest = digest(before == null ? NONE_BEFORE : Objects.requireNonNull(before.digest()), done);
        String sql = """
                UPDATE retention.purge
                SET finished_at = ?, oldest_remaining = ?, digest = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, oldestRemaining == null ? null : oldestRemaining.atOffset(ZoneOffset.UTC));
            statement.setBytes(3, HexFormat.of().parseHex(digest));
            statement.setObject(4, UUID.fromString(purge.id()));
            statement.executeUpdate();
        }
        return withDigest(done, digest);
    }

    private static PurgeReceipt withDigest(PurgeReceipt receipt, String digest) {
        return new PurgeReceipt(
                receipt.id(),
                receipt.dataClass(),
                receipt.cutoff(),
                receipt.startedAt(),
                receipt.finishedAt(),
                receipt.deleted(),
                receipt.oldestRemaining(),
                digest);
    }

    /**
     * What a receipt's digest must be.
     *
     * @param before the digest of the one before it
     */
    static String digest(String before, PurgeReceipt receipt) {
        String told = String.join(
                "\n",
                List.of(
                        before,
                        receipt.id(),
                        receipt.dataClass().name(),
                        receipt.cutoff().toString(),
                        receipt.startedAt().toString(),
                        String.valueOf(receipt.finishedAt()),
                        Long.toString(receipt.deleted()),
                        receipt.oldestRemaining() == null
                                ? "-"
                                : receipt.oldestRemaining().toString()));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(told.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of this class, or of all if it is null. */
    static Page<PurgeReceipt> list(
            Connection connection, PageRequest page, Sort<PurgeOrder> sort, @Nullable DataClass dataClass)
            throws SQLException {
        return ListQuery.of(COLUMNS, "retention.purge")
                .where("data_class = ?", dataClass)
                .sortedBy(sort.by().expression(), sort.by().type())
                .sortedBy("id", "uuid")
                .read(connection, page, sort.descending(), PurgeTable::receipt);
    }

    private static PurgeReceipt receipt(ResultSet row) throws SQLException {
        byte[] digest = row.getBytes("digest");
        return new PurgeReceipt(
                row.getString("id"),
                DataClass.valueOf(row.getString("data_class")),
                row.getObject("cutoff", OffsetDateTime.class).toInstant(),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row, "finished_at"),
                row.getLong("deleted"),
                instant(row, "oldest_remaining"),
                digest == null ? null : HexFormat.of().formatHex(digest));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
