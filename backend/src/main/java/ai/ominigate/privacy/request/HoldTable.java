package ai.ominigate.privacy.request;

import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code privacy.legal_hold}. Blocks. */
final class HoldTable {
    private HoldTable() {}

    static boolean isHeld(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT EXISTS (SELECT FROM privacy.legal_hold WHERE account = ? AND lifted_at IS NULL)")) {
            query.setObject(1, account);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** What this one is about; null if it is not in force. */
    static @Nullable String matter(Connection connection, UUID id) throws SQLException {
        List<String> found =
                texts(connection, "SELECT matter FROM privacy.legal_hold WHERE id = ? AND lifted_at IS NULL", id);
        return found.isEmpty() ? null : found.getFirst();
    }

    /** What this account's data are kept for. */
    static List<String> matters(Connection connection, UUID account) throws SQLException {
        return texts(
                connection,
                "SELECT matter FROM privacy.legal_hold WHERE account = ? AND lifted_at IS NULL ORDER BY set_at",
                account);
    }

    private static List<String> texts(Connection connection, String sql, UUID of) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, of);
            List<String> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            return found;
        }
    }

    /** Whether it was not held for this matter before. */
    static boolean insert(
            Connection transaction, UUID account, String matter, UUID proposedBy, UUID agreedBy, Instant now)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.legal_hold (id, account, matter, set_at, proposed_by, agreed_by)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (account, matter) WHERE lifted_at IS NULL DO NOTHING
                """)) {
            insert.setObject(1, UuidV7.at(now));
            insert.setObject(2, account);
            insert.setString(3, matter);
            insert.setObject(4, now.atOffset(ZoneOffset.UTC));
            insert.setObject(5, proposedBy);
            insert.setObject(6, agreedBy);
            return insert.executeUpdate() == 1;
        }
    }

    /** Returns the account; null if it was lifted before. */
    static @Nullable UUID lift(Connection transaction, UUID id, UUID by, Instant now) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE privacy.legal_hold SET lifted_at = ?, lifted_by = ?, version = version + 1
                WHERE id = ? AND lifted_at IS NULL
                RETURNING account
                """)) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setObject(2, by);
            update.setObject(3, id);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /** It is seen at each open request about the account. */
    static void tell(Connection transaction, UUID account, Kind kind, UUID member, Instant now) throws SQLException {
        List<UUID> requests = new ArrayList<>();
        try (PreparedStatement query =
                transaction.prepareStatement("SELECT id FROM privacy.request WHERE account = ? AND open")) {
            query.setObject(1, account);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    requests.add(row.getObject(1, UUID.class));
                }
            }
        }
        for (UUID request : requests) {
            RequestTimeline.add(transaction, request, now, kind, member, null, null);
        }
    }
}
