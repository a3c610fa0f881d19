package ai.ominigate.customer.identity;

import ai.ominigate.credential.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code customer.link}: what was sent to a mailbox, or handed out between two steps, and is good once. Blocks. */
final class OneTimeLinks {
    private static final String PREFIX = "cl-";

    private OneTimeLinks() {}

    /** What one is good for. */
    enum Kind {
        /** To choose another password. */
        RESET(Duration.ofHours(1)),
        /** To go on with the second factor, after a right password. */
        CODE(Duration.ofMinutes(5)),
        /** To say from the present address that another is wanted. */
        EMAIL_OLD(Duration.ofHours(24)),
        /** To say from another address that it is theirs. */
        EMAIL_NEW(Duration.ofHours(24)),
        /** To have the address back that was there before. */
        EMAIL_BACK(Duration.ofHours(72));

        private final Duration holds;

        Kind(Duration holds) {
            this.holds = holds;
        }

        /** For so long. */
        Duration holds() {
            return holds;
        }
    }

    /** How often somebody may be wrong with what belongs to one. */
    private static final int TRIES = 5;

    /** Who one is for. */
    record For(
            UUID account, @Nullable UUID member, @Nullable UUID change) {
        static For member(Member member) {
            return new For(member.account(), member.id(), null);
        }
    }

    /** A new one; nowhere else after this. */
    static String make(Connection transaction, Kind kind, For whom, Instant now) throws SQLException {
        String token = Secret.random(PREFIX);
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO customer.link (sha256, kind, account, member, change, tries_left, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setBytes(1, Secret.sha256(token));
            insert.setString(2, kind.name());
            insert.setObject(3, whom.account());
            insert.setObject(4, whom.member());
            insert.setObject(5, whom.change());
            insert.setInt(6, TRIES);
            insert.setObject(7, atUtc(now));
            insert.setObject(8, atUtc(now.plus(kind.holds())));
            insert.executeUpdate();
        }
        return token;
    }

    /** Takes one of the tries of one that still holds, of which nothing is used up else; null if it does not hold. */
    static @Nullable For attempt(Connection transaction, Kind kind, String token, Instant now) throws SQLException {
        return take(transaction, kind, token, now, "SET tries_left = tries_left - 1");
    }

    /** Whether it still holds, as far as one can tell now. */
    static boolean holds(Connection connection, Kind kind, String token, Instant now) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT EXISTS (
                    SELECT FROM customer.link
                    WHERE sha256 = ? AND kind = ? AND used_at IS NULL AND expires_at > ? AND tries_left > 0)
                """)) {
            query.setBytes(1, Secret.sha256(token));
            query.setString(2, kind.name());
            query.setObject(3, atUtc(now));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whose one is, whether it holds or not; null if there is none. */
    static @Nullable UUID account(Connection connection, Kind kind, String token) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT account FROM customer.link WHERE sha256 = ? AND kind = ?")) {
            query.setBytes(1, Secret.sha256(token));
            query.setString(2, kind.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /** Uses one up; null if it does not hold. One of two that come at once gets it. */
    static @Nullable For use(Connection transaction, Kind kind, String token, Instant now) throws SQLException {
        return take(transaction, kind, token, now, "SET used_at = least(expires_at, clock_timestamp())");
    }

    private static @Nullable For take(Connection transaction, Kind kind, String token, Instant now, String what)
            throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("UPDATE customer.link " + what
                + " WHERE sha256 = ? AND kind = ? AND used_at IS NULL AND expires_at > ? AND tries_left > 0"
                + " RETURNING account, member, change")) {
            update.setBytes(1, Secret.sha256(token));
            update.setString(2, kind.name());
            update.setObject(3, atUtc(now));
            try (ResultSet row = update.executeQuery()) {
                return row.next()
                        ? new For(
                                row.getObject("account", UUID.class),
                                row.getObject("member", UUID.class),
                                row.getObject("change", UUID.class))
                        : null;
            }
        }
    }

    /** Those of a kind are good for nothing any more. */
    static void drop(Connection transaction, Kind kind, UUID account, @Nullable UUID member) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement(
                "DELETE FROM customer.link WHERE kind = ? AND account = ? AND member IS NOT DISTINCT FROM ?")) {
            delete.setString(1, kind.name());
            delete.setObject(2, account);
            delete.setObject(3, member);
            delete.executeUpdate();
        }
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
