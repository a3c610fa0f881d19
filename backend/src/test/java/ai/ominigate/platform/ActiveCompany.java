package ai.ominigate.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Companies in the registry of subprocessors that calls may go to, as if two people had approved them long ago. */
public final class ActiveCompany {
    private ActiveCompany() {}

    /**
     * Adds one.
     *
     * @param name what configuration calls the subprocessor of a provider
     * @param hosts where it is
     */
    public static void add(Connection connection, String name, String... hosts) throws SQLException {
        String sql = """
                INSERT INTO subprocessor.company (
                    id, state, name, role, data_categories, purposes, countries, transfer_basis, dpa_url, dpa_signed_on,
                    no_training, no_training_url, no_training_checked_on, hosts, reviewed_on, active_from)
                VALUES (
                    gen_random_uuid(), 'ACTIVE', ?, 'MODEL_PROVIDER', '{PROMPTS_AND_ANSWERS}', '{ANSWER_CALLS}', '{DE}',
                    'NOT_NEEDED', 'https://double.example/dpa', '2026-01-01', 'CONFIRMED',
                    'https://double.example/terms', '2026-01-01', ?, '2026-01-01', '2026-01-01')
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setArray(2, connection.createArrayOf("text", hosts));
            statement.executeUpdate();
        }
    }
}
