package ai.ominigate.privacy.erasure;

import ai.ominigate.personal.Suppression;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/** {@code privacy.suppression}: keyed hashes, so that nobody can read out of it who was forgotten. Blocks. */
@Singleton
final class ForgottenAddresses implements Suppression {
    private static final String REQUEST = "request:";
    private static final String SIGN_UP = "sign-up:";

    private final Tombstones tombstones;

    ForgottenAddresses(Tombstones tombstones) {
        this.tombstones = tombstones;
    }

    /** Whoever has an account with it, or signs in to one, that was made after they were forgotten has come back. */
    @Override
    public boolean isSuppressed(Connection connection, String address) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT EXISTS (
                    SELECT FROM privacy.suppression s
                    WHERE s.hmac = ?
                        AND NOT EXISTS (
                            SELECT FROM accounts.account a
                            WHERE lower(a.email) = lower(?) AND a.status IN ('ACTIVE', 'SUSPENDED') AND a.created_at > s.since)
                        AND NOT EXISTS (
                            SELECT FROM customer.member m WHERE m.email = lower(?) AND m.created_at > s.since))
                """)) {
            query.setBytes(1, HexFormat.of().parseHex(tombstones.hmac(address)));
            query.setString(2, address);
            query.setString(3, address);
            return found(query);
        }
    }

    @Override
    public boolean mayBeWrittenTo(Connection connection, String address, String about) throws SQLException {
        return !isSuppressed(connection, address)
                || isOpenRequest(connection, about)
                || isSigningUp(connection, about)
                || isInvited(connection, address, about);
    }

    private static boolean isOpenRequest(Connection connection, String about) throws SQLException {
        if (!about.startsWith(REQUEST)) {
            return false;
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT EXISTS (SELECT FROM privacy.request WHERE id::text = ? AND open)")) {
            query.setString(1, about.substring(REQUEST.length()));
            return found(query);
        }
    }

    /** Whoever wants to come back is asked whether it is they. */
    private static boolean isSigningUp(Connection connection, String about) throws SQLException {
        if (!about.startsWith(SIGN_UP)) {
            return false;
        }
        try (PreparedStatement query =
                connection.prepareStatement("SELECT EXISTS (SELECT FROM customer.sign_up WHERE id::text = ?)")) {
            query.setString(1, about.substring(SIGN_UP.length()));
            return found(query);
        }
    }

    /** Somebody who owns an account has asked them into it, since they were forgotten. */
    private boolean isInvited(Connection connection, String address, String about) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT EXISTS (
                    SELECT FROM customer.invitation i JOIN privacy.suppression s ON s.hmac = ?
                    WHERE i.email = lower(?) AND i.ended_at IS NULL AND i.created_at > s.since
                        AND 'account:' || i.account = ?)
                """)) {
            query.setBytes(1, HexFormat.of().parseHex(tombstones.hmac(address)));
            query.setString(2, address);
            query.setString(3, about);
            return found(query);
        }
    }

    private static boolean found(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
