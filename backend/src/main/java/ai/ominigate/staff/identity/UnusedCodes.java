package ai.ominigate.staff.identity;

import ai.ominigate.credential.RecoveryCodes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** The recovery codes that members of the staff have left. */
final class UnusedCodes {
    private UnusedCodes() {}

    /** Uses a code up; false if this member has none such that was not used. */
    static boolean use(Connection transaction, UUID member, String code, Instant now) throws SQLException {
        String sql = """
                UPDATE staff.recovery_code
                SET used_at = ?
                WHERE member = ? AND sha256 = ? AND used_at IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, member);
            statement.setBytes(3, RecoveryCodes.sha256(code));
            return statement.executeUpdate() == 1;
        }
    }
}
