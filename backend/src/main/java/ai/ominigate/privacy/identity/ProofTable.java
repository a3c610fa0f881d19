package ai.ominigate.privacy.identity;

import ai.ominigate.platform.UuidV7;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code privacy.proof}. Blocks. */
final class ProofTable {
    private ProofTable() {}

    /** What something that was sent is good for. */
    enum Kind {
        /** To show that the registered address is theirs, by following it. */
        LINK,
        /** The same, by typing it. */
        CODE,
        /** To call a request off. */
        CALL_OFF,
        /** To open a request again. */
        REOPEN,
        /** To say from the registered address that another is wanted. */
        CONFIRM_OLD,
        /** To say from the other that it is theirs. */
        CONFIRM_NEW,
        /** To have the address back that was registered before. */
        REVERT
    }

    /** Something that was sent and held. */
    record Used(UUID request, @Nullable UUID account) {}

    /**
     * A code that an attempt was taken from.
     *
     * @param left attempts after this one
     */
    record Tried(UUID id, UUID account, byte[] hash, byte[] salt, int left) {}

    static void insert(
            Connection transaction,
            UUID request,
            @Nullable UUID account,
            Kind kind,
            byte[] hash,
            byte @Nullable [] salt,
            Instant now,
            Instant expiresAt,
            @Nullable String handle,
            int attempts)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.proof (
                    id, request, account, kind, hash, salt, made_at, expires_at, attempts_left, handle)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, UuidV7.at(now));
            insert.setObject(2, request);
            insert.setObject(3, account);
            insert.setString(4, kind.name());
            insert.setBytes(5, hash);
            insert.setBytes(6, salt);
            insert.setObject(7, now.atOffset(ZoneOffset.UTC));
            insert.setObject(8, expiresAt.atOffset(ZoneOffset.UTC));
            insert.setInt(9, attempts);
            insert.setString(10, handle);
            insert.executeUpdate();
        }
    }

    /** Uses a link, once. */
    static @Nullable Used use(Connection transaction, byte[] hash, Kind kind, Instant now) throws SQLException {
        try (PreparedStatement use = transaction.prepareStatement("""
                UPDATE privacy.proof SET used_at = ?
                WHERE hash = ? AND kind = ? AND kind <> 'CODE'
                  AND used_at IS NULL AND burned_at IS NULL AND expires_at > ?
                RETURNING request, account
                """)) {
            use.setObject(1, now.atOffset(ZoneOffset.UTC));
            use.setBytes(2, hash);
            use.setString(3, kind.name());
            use.setObject(4, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = use.executeQuery()) {
                return row.next()
                        ? new Used(row.getObject("request", UUID.class), row.getObject("account", UUID.class))
                        : null;
            }
        }
    }

    /** Takes an attempt from the request's code that holds and begins so; null if there is none, or none is left. */
    static @Nullable Tried attempt(Connection transaction, @Nullable UUID request, String handle, Instant now)
            throws SQLException {
        try (PreparedStatement take = transaction.prepareStatement("""
                UPDATE privacy.proof SET attempts_left = attempts_left - 1
                WHERE request = ? AND kind = 'CODE' AND handle = ? AND attempts_left > 0
                  AND used_at IS NULL AND burned_at IS NULL AND expires_at > ?
                RETURNING id, account, hash, salt, attempts_left
                """)) {
            take.setObject(1, request);
            take.setString(2, handle);
            take.setObject(3, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? new Tried(
                                row.getObject("id", UUID.class),
                                row.getObject("account", UUID.class),
                                row.getBytes("hash"),
                                row.getBytes("salt"),
                                row.getInt("attempts_left"))
                        : null;
            }
        }
    }

    static void used(Connection transaction, UUID id, Instant now) throws SQLException {
        mark(transaction, "UPDATE privacy.proof SET used_at = ? WHERE id = ?", id, now);
    }

    static void burn(Connection transaction, UUID id, Instant now) throws SQLException {
        mark(transaction, "UPDATE privacy.proof SET burned_at = ? WHERE id = ?", id, now);
    }

    /** Codes of a request do not hold beside each other, or each would have its attempts. */
    static void burnCodes(Connection transaction, UUID request, Instant now) throws SQLException {
        mark(
                transaction,
                "UPDATE privacy.proof SET burned_at = ? WHERE request = ? AND kind = 'CODE' AND burned_at IS NULL",
                request,
                now);
    }

    private static void mark(Connection transaction, String sql, UUID id, Instant now) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement(sql)) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    /** How many were sent to the account's owner since then. Nobody else sends one until the transaction ends. */
    static int sentSince(Connection transaction, UUID account, Instant since) throws SQLException {
        try (PreparedStatement lock = transaction.prepareStatement(
                "SELECT pg_advisory_xact_lock(hashtextextended('privacy.proof ' || ?, 0))")) {
            lock.setString(1, account.toString());
            lock.execute();
        }
        try (PreparedStatement query = transaction.prepareStatement("""
                SELECT count(*) FROM privacy.proof WHERE account = ? AND made_at > ? AND kind IN ('LINK', 'CODE')
                """)) {
            query.setObject(1, account);
            query.setObject(2, since.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
