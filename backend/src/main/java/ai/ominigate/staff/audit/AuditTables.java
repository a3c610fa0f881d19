package ai.ominigate.staff.audit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables of the log, as the application may use them. */
@Singleton
final class AuditTables {
    /** Rows that come from the database at a time. */
    private static final int FETCHED = 5_000;

    /** The action of entries that say that details went by their age. */
    private static final String EXPIRED = "audit.expire";

    private static final Pattern EXPIRED_UP_TO = Pattern.compile("entry:[0-9]{1,18}");

    /** The columns that {@link #entry} reads. */
    static final String COLUMNS =
            "e.seq, e.at, e.actor, e.role, e.action, e.outcome, e.subject, e.purpose, e.request, e.commitment, e.prev, e.hash";

    /**
     * Where the log ends.
     *
     * @param origin which log it is, among all there are
     * @param hash of the last entry; {@link Hash#NONE} without one
     */
    record Head(String origin, long size, Hash hash) {}

    /**
     * A checkpoint as a row.
     *
     * @param key who says to have signed it
     * @param frontier {@link MerkleTree#frontier}
     */
    record Stored(long size, String note, String key, byte[] frontier, Instant signedAt) {
        /** As {@link Verification} takes it. */
        Verification.Claim claim() {
            return new Verification.Claim(size, note, "in the database");
        }
    }

    /** Takes one row of many. */
    @FunctionalInterface
    interface Rows {
        /** @return whether to go on */
        boolean take(ResultSet row) throws SQLException;
    }

    Head head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT log, size, hash FROM audit.head")) {
            row.next();
            return new Head(
                    "ominigate-audit/" + row.getObject(1, UUID.class), row.getLong(2), Hash.of(row.getBytes(3)));
        }
    }

    /** The checkpoint for the most entries; null before the first. */
    @Nullable
    Stored lastCheckpoint(Connection connection) throws SQLException {
        String sql = """
                SELECT size, note, key, frontier, signed_at
                FROM audit.checkpoint
                ORDER BY size DESC
                LIMIT 1
                """;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? stored(row) : null;
        }
    }

    /** Those for more entries than this, in their order. */
    List<Stored> checkpointsAfter(Connection connection, long size) throws SQLException {
        String sql = """
                SELECT size, note, key, frontier, signed_at
                FROM audit.checkpoint
                WHERE size > ?
                ORDER BY size
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, size);
            List<Stored> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(stored(row));
                }
            }
            return found;
        }
    }

    /** The first that speaks for this entry; null if none does yet. */
    @Nullable
    Stored firstCheckpointFor(Connection connection, long seq) throws SQLException {
        return checkpoint(connection, "size >= ? ORDER BY size", seq);
    }

    /** The last that does not speak for this entry; null if all do. */
    @Nullable
    Stored lastCheckpointBefore(Connection connection, long seq) throws SQLException {
        return checkpoint(connection, "size < ? ORDER BY size DESC", seq);
    }

    private static @Nullable Stored checkpoint(Connection connection, String which, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT size, note, key, frontier, signed_at FROM audit.checkpoint WHERE " + which + " LIMIT 1")) {
            statement.setLong(1, seq);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? stored(row) : null;
            }
        }
    }

    /** The last entry with one of these actions about this subject; null if there is none. */
    @Nullable
    Entry lastEntry(Connection connection, String subject, List<String> actions) throws SQLException {
        String sql = """
                SELECT %s FROM audit.entry e
                WHERE e.subject = ? AND e.action = ANY (?)
                ORDER BY e.seq DESC
                LIMIT 1
                """.formatted(COLUMNS);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, subject);
            statement.setArray(2, connection.createArrayOf("text", actions.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? entry(row) : null;
            }
        }
    }

    /** Of the entries after this number up to that one, in their order. */
    List<Hash> hashes(Connection connection, long after, long upTo) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT hash FROM audit.entry WHERE seq > ? AND seq <= ? ORDER BY seq")) {
            statement.setLong(1, after);
            statement.setLong(2, upTo);
            List<Hash> hashes = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    hashes.add(Hash.of(row.getBytes(1)));
                }
            }
            return hashes;
        }
    }

    static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getLong("size"),
                row.getString("note"),
                row.getString("key"),
                row.getBytes("frontier"),
                row.getObject("signed_at", OffsetDateTime.class).toInstant());
    }

    void insert(Connection connection, Stored checkpoint) throws SQLException {
        String sql = """
                INSERT INTO audit.checkpoint (size, note, key, frontier, signed_at)
                VALUES (?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, checkpoint.size());
            statement.setString(2, checkpoint.note());
            statement.setString(3, checkpoint.key());
            statement.setBytes(4, checkpoint.frontier());
            statement.setObject(5, checkpoint.signedAt().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** The hash of one entry; null if it is not there. */
    @Nullable
    Hash hash(Connection connection, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT hash FROM audit.entry WHERE seq = ?")) {
            statement.setLong(1, seq);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Hash.of(row.getBytes(1)) : null;
            }
        }
    }

    long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM audit.entry")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Up to which entry details went by their age; 0 if none have. */
    long expiredUpTo(Connection connection) throws SQLException {
        String sql = """
                SELECT coalesce(max(substr(subject, length('entry:') + 1)::bigint), 0)
                FROM audit.entry
                WHERE action = '%s' AND subject ~ '^entry:[0-9]{1,18}$'
                """.formatted(EXPIRED);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Up to which entry this one says that details went by their age; -1 if it says nothing of it. */
    static long expiredUpTo(Entry entry) {
        String subject = entry.subject();
        return entry.action().equals(EXPIRED)
                        && subject != null
                        && EXPIRED_UP_TO.matcher(subject).matches()
                ? Long.parseLong(subject.substring(subject.indexOf(':') + 1))
                : -1;
    }

    /**
     * All entries after this one in their order, with the columns of {@link #entry} and {@code salt} and {@code payload},
     * which are null where there is none.
     *
     * @param transaction with a fetch size, rows are not read all at once only in a transaction
     */
    void entriesAfter(Connection transaction, long seq, Rows rows) throws SQLException {
        String sql = """
                SELECT %s, p.salt, p.payload
                FROM audit.entry e
                LEFT JOIN audit.payload p ON p.seq = e.seq
                WHERE e.seq > ?
                ORDER BY e.seq
                """.formatted(COLUMNS);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setFetchSize(FETCHED);
            statement.setLong(1, seq);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next() && rows.take(row)) {
                    // The taker has it.
                }
            }
        }
    }

    static Entry entry(ResultSet row) throws SQLException {
        byte[] commitment = row.getBytes(10);
        return new Entry(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                commitment == null ? null : Hash.of(commitment),
                Hash.of(row.getBytes(11)));
    }

    /** The hash that the row says it has. */
    static Hash hash(ResultSet row) throws SQLException {
        return Hash.of(row.getBytes(12));
    }
}
