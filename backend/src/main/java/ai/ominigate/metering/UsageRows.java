package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** How a stored call is read: the beginning of a query, and what a row of its answer says. */
public final class UsageRows {
    /** All of a call; what follows says of which. */
    public static final String SELECT = """
            SELECT event_id, occurred_at, account_id, key_id, model, provider,
                   input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                   output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens,
                   estimated, latency_micros, first_byte_micros, http_status, end_reason, price_version, cost_nanos
              FROM metering.usage_event
            """;

    private UsageRows() {}

    /** The call of the row that stands there. */
    public static UsageRecord read(ResultSet row) throws SQLException {
        return new UsageRecord(
                row.getObject("event_id", UUID.class),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getObject("account_id", UUID.class),
                row.getObject("key_id", UUID.class),
                row.getString("model"),
                row.getString("provider"),
                new TokenCounts(
                        row.getLong("input_tokens"),
                        row.getLong("cache_read_tokens"),
                        row.getLong("cache_write_5m_tokens"),
                        row.getLong("cache_write_1h_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("reasoning_tokens"),
                        row.getLong("audio_input_tokens"),
                        row.getLong("audio_output_tokens")),
                row.getBoolean("estimated"),
                row.getLong("latency_micros"),
                row.getLong("first_byte_micros"),
                row.getInt("http_status"),
                EndReason.ofCode(row.getInt("end_reason")),
                row.getLong("price_version"),
                row.getLong("cost_nanos"));
    }
}
