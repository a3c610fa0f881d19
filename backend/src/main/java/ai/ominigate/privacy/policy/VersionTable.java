package ai.ominigate.privacy.policy;

import ai.ominigate.model.Page;
import ai.ominigate.model.policy.PolicyAcceptance;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.policy.PolicyUnreached;
import ai.ominigate.privacy.legal.LegalLocale;
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
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Versions and their texts. Blocks. */
final class VersionTable {
    private static final String COLUMNS =
            "number, version, status, last_updated, effective_at, material, finished_at, summary";

    private VersionTable() {}

    /**
     * A text as it is kept.
     *
     * @param sha256 in hexadecimal, as it was taken when the text was written
     */
    record Kept(String text, String sha256) {

        /** Whether it is the text that it was taken of. */
        boolean isWhatWasWritten() {
            return sha256.equals(digest(text));
        }
    }

    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static Page<Version> list(Connection connection, PageRequest page, Sort<VersionOrder> sort) throws SQLException {
        return ListQuery.of(COLUMNS, "policy.version")
                .sortedBy(sort.by().expression(), "integer")
                .read(connection, page, sort.descending(), VersionTable::version);
    }

    static @Nullable Version find(Connection connection, int number) throws SQLException {
        return one(connection, "WHERE number = " + number);
    }

    /** The same, which nobody else changes until the transaction ends. */
    static @Nullable Version lock(Connection transaction, int number) throws SQLException {
        return one(transaction, "WHERE number = " + number + " FOR UPDATE");
    }

    /** When a version was published that was. */
    static Instant publishedAt(Connection connection, int number) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT published_at FROM policy.version WHERE number = ?")) {
            statement.setInt(1, number);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    /** The last one that was published, whether it holds yet or not. */
    static @Nullable Version newest(Connection connection) throws SQLException {
        return one(connection, "WHERE status <> 'DRAFT' ORDER BY number DESC LIMIT 1");
    }

    /** The one that holds. */
    static @Nullable Version inForce(Connection connection, Instant now) throws SQLException {
        String sql = "SELECT " + COLUMNS + """
                 FROM policy.version
                WHERE status <> 'DRAFT' AND (effective_at IS NULL OR effective_at <= ?)
                ORDER BY number DESC
                LIMIT 1
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? version(row) : null;
            }
        }
    }

    private static @Nullable Version one(Connection connection, String which) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM policy.version " + which);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? version(row) : null;
        }
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                row.getInt("number"),
                row.getLong("version"),
                PolicyStatus.valueOf(row.getString("status")),
                row.getObject("last_updated", LocalDate.class),
                instant(row, "effective_at"),
                row.getBoolean("material"),
                instant(row, "finished_at"),
                row.getString("summary"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static Map<LegalLocale, Kept> texts(Connection connection, int number) throws SQLException {
        String sql = "SELECT locale, text, sha256 FROM policy.text WHERE number = ?";
        Map<LegalLocale, Kept> texts = new EnumMap<>(LegalLocale.class);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, number);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    texts.put(
                            LegalLocale.named(row.getString("locale")),
                            new Kept(row.getString("text"), HexFormat.of().formatHex(row.getBytes("sha256"))));
                }
            }
        }
        return texts;
    }

    /** Writes a draft's text in a language. */
    /** Remembers that this member wrote some of the draft. */
    static void wrote(Connection transaction, int number, UUID member) throws SQLException {
        String sql = "INSERT INTO policy.author (number, member) VALUES (?, ?) ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, number);
            statement.setObject(2, member);
            statement.executeUpdate();
        }
    }

    /** Whether this member wrote some of it. */
    static boolean isAuthor(Connection transaction, int number, UUID member) throws SQLException {
        String sql = "SELECT EXISTS (SELECT FROM policy.author WHERE number = ? AND member = ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, number);
            statement.setObject(2, member);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    static void write(Connection transaction, int number, LegalLocale locale, String text) throws SQLException {
        String sql = """
                INSERT INTO policy.text (number, locale, text, sha256)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (number, locale) DO UPDATE SET text = excluded.text, sha256 = excluded.sha256
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, number);
            statement.setString(2, locale.tag());
            statement.setString(3, text);
            statement.setBytes(4, HexFormat.of().parseHex(digest(text)));
            statement.executeUpdate();
        }
    }

    /** Begins a draft; false if there is one already. */
    static boolean draft(Connection transaction, Version draft) throws SQLException {
        String sql = """
                INSERT INTO policy.version (number, status, last_updated, material, summary)
                VALUES (?, 'DRAFT', ?, ?, ?)
                ON CONFLICT DO NOTHING
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, draft.number());
            statement.setObject(2, draft.lastUpdated());
            statement.setBoolean(3, draft.material());
            statement.setString(4, draft.summary());
            return statement.executeUpdate() == 1;
        }
    }

    static void touch(Connection transaction, int number) throws SQLException {
        execute(transaction, "UPDATE policy.version SET version = version + 1 WHERE number = ?", number);
    }

    static void delete(Connection transaction, int number) throws SQLException {
        execute(transaction, "DELETE FROM policy.version WHERE number = ?", number);
    }

    /** Publishes a draft. Nobody is to be told of what is not material. */
    static void publish(Connection transaction, int number, @Nullable Instant effectiveAt, Instant now)
            throws SQLException {
        execute(transaction, """
                UPDATE policy.version
                SET status = 'PUBLISHED', published_at = ?, effective_at = ?, version = version + 1,
                    announced_at = CASE WHEN material THEN NULL ELSE ? END
                WHERE number = ?
                """, now, effectiveAt, now, number);
    }

    static void finish(Connection transaction, int number, Instant now) throws SQLException {
        execute(
                transaction,
                "UPDATE policy.version SET finished_at = ?, version = version + 1 WHERE number = ?",
                now,
                number);
    }

    /** The accounts that no letter of a version reached, as was noted or as the letter still says. */
    static Page<PolicyUnreached> unreached(
            Connection connection, int number, PageRequest page, Sort<UnreachedOrder> sort) throws SQLException {
        return ListQuery.of("n.account", "policy.notice n LEFT JOIN mail.letter l ON l.id = n.letter")
                .where("n.number = ?", number)
                .where("l.given_up_at IS NOT NULL OR l.id IS NULL AND n.outcome = 'FAILED'")
                .sortedBy(sort.by().expression(), "uuid")
                .read(connection, page, sort.descending(), row -> new PolicyUnreached(row.getString("account")));
    }

    static long accepted(Connection connection, int number) throws SQLException {
        return count(connection, "SELECT count(*) FROM policy.acceptance WHERE number = ?", number);
    }

    /** How many accounts accepted it on each day on which any did, the first first. */
    static List<PolicyAcceptance.Day> acceptance(Connection connection, int number) throws SQLException {
        String sql = """
                SELECT (first_use_at AT TIME ZONE 'UTC')::date AS day, count(*) AS accounts
                FROM policy.acceptance
                WHERE number = ?
                GROUP BY day
                ORDER BY day
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, number);
            List<PolicyAcceptance.Day> days = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    days.add(new PolicyAcceptance.Day(row.getObject("day", LocalDate.class), row.getLong("accounts")));
                }
            }
            return days;
        }
    }

    private static long count(Connection connection, String sql, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, number);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void execute(Connection transaction, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(
                        i + 1, values[i] instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : values[i]);
            }
            statement.executeUpdate();
        }
    }
}
