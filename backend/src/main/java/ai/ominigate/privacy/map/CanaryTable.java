package ai.ominigate.privacy.map;

import ai.ominigate.model.policy.CanaryRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came of looking whether bodies are stored. */
final class CanaryTable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CanaryTable() {}

    static void insert(Connection connection, CanaryRun run, UUID account) throws SQLException {
        String sql = """
                INSERT INTO policy.canary_run (id, at, model, calls, columns, files, found, account)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(run.id()));
            statement.setObject(2, run.at().atOffset(ZoneOffset.UTC));
            statement.setString(3, run.model());
            statement.setInt(4, run.calls());
            statement.setInt(5, run.columns());
            statement.setInt(6, run.files());
            statement.setString(7, JSON.writeValueAsString(run.found()));
            statement.setObject(8, account);
            statement.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and numbers are JSON", e);
        }
    }

    /**
     * Whether it is this node's turn to send the calls: no other has tried since then.
     *
     * @param now when this one tries
     */
    static boolean takeTurn(Connection transaction, Instant now, Instant since) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE policy.canary_turn SET tried_at = ? WHERE tried_at < ?")) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, since.atOffset(ZoneOffset.UTC));
            return statement.executeUpdate() == 1;
        }
    }

    /** Whose calls the last ones were; null if there were none. */
    static @Nullable UUID lastAccount(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT account FROM policy.canary_run ORDER BY at DESC LIMIT 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getObject(1, UUID.class) : null;
        }
    }

    /** Null if there was none. */
    static @Nullable CanaryRun last(Connection connection) throws SQLException {
        String sql =
                "SELECT id, at, model, calls, columns, files, found FROM policy.canary_run ORDER BY at DESC LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? new CanaryRun(
                            row.getString("id"),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("model"),
                            row.getInt("calls"),
                            row.getInt("columns"),
                            row.getInt("files"),
                            JSON.readValue(row.getString("found"), new TypeReference<Map<String, Long>>() {}))
                    : null;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was found is JSON", e);
        }
    }
}
