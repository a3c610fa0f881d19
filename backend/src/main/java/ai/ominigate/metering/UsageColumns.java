package ai.ominigate.metering;

import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Whether a usage row has what the privacy policy lists and no more. */
@Singleton
final class UsageColumns implements LiveCheck {
    /** Time, model, counts, latency and status; opaque ids, and what it cost by which price. */
    static final Set<String> LISTED = Set.of(
            "event_id",
            "occurred_at",
            "account_id",
            "key_id",
            "model",
            "provider",
            "input_tokens",
            "cache_read_tokens",
            "cache_write_5m_tokens",
            "cache_write_1h_tokens",
            "output_tokens",
            "reasoning_tokens",
            "audio_input_tokens",
            "audio_output_tokens",
            "calls",
            "latency_micros",
            "first_byte_micros",
            "http_status",
            "end_reason",
            "price_version",
            "cost_nanos",
            "estimated");

    private final DataSource dataSource;

    UsageColumns(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public String name() {
        return "usage-columns";
    }

    @Override
    public String title() {
        return "Usage rows have the columns that the policy lists, and no others.";
    }

    @Override
    public Finding look() throws SQLException {
        Set<String> columns = new TreeSet<>();
        String sql = """
                SELECT attname FROM pg_attribute
                WHERE attrelid = 'metering.usage_event'::regclass AND attnum > 0 AND NOT attisdropped
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        columns.removeAll(LISTED);
        return columns.isEmpty()
                ? Finding.kept("No other column is there.")
                : Finding.broken("Usage rows also have %s. Remove that, or list it in a version of the policy first."
                        .formatted(String.join(", ", columns)));
    }
}
