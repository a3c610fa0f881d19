package ai.ominigate.billing;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Credit that was given for nothing and is used up. Blocks. */
@Singleton
public final class BurnedGifts {
    private static final int MILLIS_AT = 16;

    private final DataSource dataSource;

    BurnedGifts(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * A gift of which calls have used up all but a twentieth.
     *
     * @param lot which
     * @param givenAt when the account got it
     */
    public record Burned(UUID lot, UUID account, Instant givenAt) {}

    /** Those that were given since. What was taken back or has expired was not used. */
    public List<Burned> givenSince(Instant from) throws SQLException {
        String sql = """
                WITH recent AS MATERIALIZED (
                    SELECT id, account
                      FROM billing.credit_lot
                     WHERE id >= ?
                       AND kind = 'PROMOTIONAL'
                       AND made_at >= ?)
                SELECT recent.id, recent.account, lot.made_at
                  FROM recent
                  CROSS JOIN LATERAL (
                      SELECT granted, remaining, made_at
                        FROM billing.credit_lot_now
                       WHERE account = recent.account
                         AND id = recent.id) AS lot
                 WHERE lot.remaining * 20 <= lot.granted
                   AND (SELECT -sum(total.amount)
                          FROM billing.ledger_account AS wallet
                          JOIN billing.ledger_total AS total ON total.account_id = wallet.id
                         WHERE wallet.code = 'wallet:' || recent.account
                           AND total.kind = 'usage') * 20 >= lot.granted * 19
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            // Their ids begin with when they were made.
            query.setObject(1, new UUID(from.toEpochMilli() << MILLIS_AT, 0));
            query.setObject(2, from.atOffset(ZoneOffset.UTC));
            List<Burned> burned = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    burned.add(new Burned(
                            row.getObject(1, UUID.class),
                            row.getObject(2, UUID.class),
                            row.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
            return burned;
        }
    }
}
