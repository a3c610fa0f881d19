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

    /** Whoever has an account with it that was made after they were forgotten has come back. */
    @Override
    public boolean isSuppressed(Connection connection, String address) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT EXISTS (
                    SELECT FROM privacy.suppression s
                    WHERE s.hmac = ?
                        AND NOT EXISTS (
                            SELECT FROM accounts.account a
                            WHERE lower(a.email) = lower(?) AND a.status IN ('ACTIVE', 'SUSPENDED') AND a.created_at > s.since))
                """)) {
            query.setBytes(1, HexFormat.of().parseHex(tombstones.hmac(address)));
            query.setString(2, address);
            return found(query);
        }
    }

    @Override
    public boolean mayBeWrittenTo(Connection connection, String address, String about) throws SQLException {
        return !isSuppressed(connection, address) || isOpenRequest(connection, about) || isSigningUp(connection, about);
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

    private static boolean found(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
