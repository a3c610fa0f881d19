package ai.ominigate.privacy.legal;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.policy.PolicyNotices;
import ai.ominigate.platform.PublicAddress;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Letters to every active account, each of which gets a circular once. Who got which is noted in a table of the feature's
 * own, which has {@code number}, {@code account}, {@code letter} and its {@code outcome}. Whoever has their data restricted gets none: those are
 * only kept (GDPR, article 18(2)), and what circulars tell stands on our pages. Blocks.
 */
@Singleton
public final class Circulars {
    /** Letters that are left in one transaction. */
    private static final int AT_ONCE = 200;

    /** Of {@code a}, that it is written to. */
    private static final String READS = """
            a.status IN ('ACTIVE', 'SUSPENDED') AND a.email IS NOT NULL
                AND NOT EXISTS (
                    SELECT FROM privacy.limited_use u WHERE u.account = a.id AND u.kind = 'RESTRICTION')
            """;

    private final Outbox outbox;
    private final PublicAddress address;

    Circulars(Outbox outbox, PublicAddress address) {
        this.outbox = outbox;
        this.address = address;
    }

    /**
     * What everybody is told.
     *
     * @param noted the feature's table, as {@code policy.notice}: a name of the program's
     * @param number which of the feature's circulars
     * @param values what the template asks for
     */
    public record Circular(String noted, int number, Template template, Map<String, String> values) {}

    private record Reader(UUID account, String email) {}

    /** Where people read a path of ours. */
    public String link(String path) {
        return address.of(path);
    }

    /**
     * Leaves letters for some who got none.
     *
     * @return whether there may be others
     */
    public boolean leaveSome(Connection transaction, Circular circular) throws SQLException {
        List<Reader> readers = unwritten(transaction, circular);
        for (Reader reader : readers) {
            Letter letter = new Letter(
                    circular.template(),
                    reader.email(),
                    "account:" + reader.account(),
                    Locale.ENGLISH,
                    circular.values());
            note(transaction, circular, reader.account(), outbox.leave(transaction, letter));
        }
        return readers.size() == AT_ONCE;
    }

    private static List<Reader> unwritten(Connection transaction, Circular circular) throws SQLException {
        String sql = """
                SELECT a.id, a.email
                FROM accounts.account a
                WHERE %s
                    AND NOT EXISTS (SELECT FROM %s n WHERE n.account = a.id AND n.number = ?)
                ORDER BY a.id
                LIMIT ?
                """.formatted(READS, circular.noted());
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, circular.number());
            statement.setInt(2, AT_ONCE);
            List<Reader> readers = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    readers.add(new Reader(row.getObject(1, UUID.class), row.getString(2)));
                }
            }
            return readers;
        }
    }

    private static void note(Connection transaction, Circular circular, UUID account, UUID letter) throws SQLException {
        String sql = "INSERT INTO %s (number, account, letter) VALUES (?, ?, ?)".formatted(circular.noted());
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, circular.number());
            statement.setObject(2, account);
            statement.setObject(3, letter);
            statement.executeUpdate();
        }
    }

    /**
     * Notes what became of letters, as these are forgotten after a time.
     *
     * @param noted the feature's table
     */
    public static void noteOutcomes(Connection transaction, String noted) throws SQLException {
        String sql = """
                UPDATE %s AS n
                SET outcome = CASE WHEN l.sent_at IS NOT NULL THEN 'SENT' ELSE 'FAILED' END
                FROM mail.letter l
                WHERE l.id = n.letter AND n.outcome IS NULL
                    AND (l.sent_at IS NOT NULL OR l.given_up_at IS NOT NULL)
                """.formatted(noted);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    /**
     * How far those who are to be told have been. A letter that is forgotten by now is what was noted of it; if nothing was,
     * it counts for none of them.
     *
     * @param noted the feature's table
     */
    public static PolicyNotices figures(Connection connection, String noted, int number) throws SQLException {
        String sql = """
                SELECT count(*) AS accounts,
                       count(*) FILTER (WHERE l.id IS NOT NULL AND l.sent_at IS NULL AND l.given_up_at IS NULL) AS waiting,
                       count(*) FILTER (WHERE l.sent_at IS NOT NULL OR l.id IS NULL AND n.outcome = 'SENT') AS sent,
                       count(*) FILTER (WHERE l.given_up_at IS NOT NULL OR l.id IS NULL AND n.outcome = 'FAILED') AS failed
                FROM %s n LEFT JOIN mail.letter l ON l.id = n.letter
                WHERE n.number = ?
                """.formatted(noted);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, number);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new PolicyNotices(
                        row.getLong("accounts"), row.getLong("waiting"), row.getLong("sent"), row.getLong("failed"));
            }
        }
    }

    /** How many would be written to. */
    public static long readers(Connection connection) throws SQLException {
        String sql = "SELECT count(*) FROM accounts.account a WHERE " + READS;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
