package ai.ominigate.metering;

import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What all accounts together used at a provider in a day, as the rollups have it. Blocks. */
@Singleton
public final class ProviderDays {
    private final DataSource dataSource;

    ProviderDays(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * One model's sum.
     *
     * @param model as customers call it
     * @param input tokens of all input
     * @param cacheRead those of them that came out of a cache
     * @param cacheWrite those of them that were put into a cache
     * @param output tokens of all output, what was thought too
     * @param costNanos what customers paid, in nano-dollars
     */
    public record Sum(
            String model, long calls, long input, long cacheRead, long cacheWrite, long output, long costNanos) {}

    /** By model, in a day, UTC. */
    public List<Sum> of(String provider, LocalDate day) throws SQLException {
        return Transaction.run(dataSource, connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT model, sum(calls),
                           sum(input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens
                               + audio_input_tokens),
                           sum(cache_read_tokens), sum(cache_write_5m_tokens + cache_write_1h_tokens),
                           sum(output_tokens + reasoning_tokens + audio_output_tokens), sum(cost_nanos)
                      FROM metering.usage_hourly
                     WHERE provider = ? AND hour >= ? AND hour < ?
                     GROUP BY model
                    """)) {
                select.setString(1, provider);
                select.setObject(2, day.atStartOfDay().atOffset(ZoneOffset.UTC));
                select.setObject(3, day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
                List<Sum> sums = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        sums.add(new Sum(
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7)));
                    }
                }
                return sums;
            }
        });
    }
}
