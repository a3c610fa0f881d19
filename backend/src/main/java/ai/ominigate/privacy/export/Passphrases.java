package ai.ominigate.privacy.export;

import ai.ominigate.personal.DataKeys;
import ai.ominigate.privacy.request.ShownOnConfirmation;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What opens packages. Who can sign in is shown it when they have; who cannot is shown it where they confirm that the request
 * is theirs, before there is anything to open. It is in no letter: a mailbox alone opens nothing. Blocks.
 */
@Singleton
final class Passphrases implements ShownOnConfirmation {
    /** Without what looks alike; 24 of them are 118 bits. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int LENGTH = 24;
    private static final int GROUP = 4;

    private static final String CANNOT_SIGN_IN = """
            SELECT r.account FROM privacy.request r
            WHERE r.id = ? AND r.type IN ('ACCESS', 'PORTABILITY') AND r.account IS NOT NULL AND r.member IS NULL
                AND NOT EXISTS (SELECT FROM customer.member m WHERE m.account = r.account AND m.role = 'OWNER')
            """;

    private final DataKeys keys;
    private final SecureRandom random = new SecureRandom();

    Passphrases(DataKeys keys) {
        this.keys = keys;
    }

    @Override
    public @Nullable String of(Connection transaction, UUID request) throws SQLException {
        UUID account = uuid(transaction, CANNOT_SIGN_IN, request);
        if (account == null) {
            return null;
        }
        String shown = shown(transaction, request);
        return shown == null ? show(transaction, request, account) : shown;
    }

    /**
     * The same for somebody of the staff who tells it to them, on another way than the link goes.
     *
     * @return null unless they have shown who they are, and cannot sign in
     */
    @Nullable
    String told(Connection transaction, UUID request) throws SQLException {
        UUID identified = uuid(
                transaction,
                "SELECT r.account FROM privacy.request r WHERE r.id = ? AND r.identity <> 'L0' AND r.open",
                request);
        return identified == null ? null : of(transaction, request);
    }

    private String show(Connection transaction, UUID request, UUID account) throws SQLException {
        String passphrase = fresh();
        // One whose key is destroyed opens nothing any more.
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.package_passphrase (request, sealed) VALUES (?, ?)
                ON CONFLICT (request) DO UPDATE SET sealed = excluded.sealed
                """)) {
            insert.setObject(1, request);
            insert.setBytes(2, keys.seal(transaction, account, passphrase.getBytes(StandardCharsets.US_ASCII)));
            insert.executeUpdate();
        }
        return passphrase;
    }

    /** What the person was shown for this request; null if they were not. */
    @Nullable
    String shown(Connection connection, UUID request) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT r.account, p.sealed
                FROM privacy.package_passphrase p JOIN privacy.request r ON r.id = p.request
                WHERE p.request = ?
                """)) {
            select.setObject(1, request);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                byte[] opened = keys.open(connection, row.getObject(1, UUID.class), row.getBytes(2));
                return opened == null ? null : new String(opened, StandardCharsets.US_ASCII);
            }
        }
    }

    /** Whether there is nobody yet who could open what would be made: they cannot sign in, and were shown nothing. */
    boolean isWanting(Connection connection, UUID request) throws SQLException {
        return uuid(connection, CANNOT_SIGN_IN, request) != null && shown(connection, request) == null;
    }

    String fresh() {
        StringBuilder passphrase = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            if (i > 0 && i % GROUP == 0) {
                passphrase.append('-');
            }
            passphrase.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return passphrase.toString();
    }

    private static @Nullable UUID uuid(Connection connection, String sql, UUID request) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, request);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }
}
