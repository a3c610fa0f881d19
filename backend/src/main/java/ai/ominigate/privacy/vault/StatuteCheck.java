package ai.ominigate.privacy.vault;

import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Whether every record of the vault names the law that asks for it, and none is there after its day. */
@Singleton
final class StatuteCheck implements LiveCheck {
    private final DataSource dataSource;
    private final InstantSource clock;

    StatuteCheck(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "vault-statutes";
    }

    @Override
    public String title() {
        return "Each record of the legal vault names its law, and its last day is not over.";
    }

    @Override
    public Finding look() throws SQLException {
        // A record whose day is over may be there for an hour, until the next purge; a legal hold keeps it.
        Instant dayAgo = clock.instant().minusSeconds(3_600);
        String sql = """
                SELECT count(*) FROM vault.record r
                WHERE coalesce(btrim(r.statute), '') = '' OR r.keep_until IS NULL
                    OR r.keep_until < ? AND NOT EXISTS (
                        SELECT FROM retention.held_account h WHERE h.account_id = r.account)
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, dayAgo.atOffset(ZoneOffset.UTC).toLocalDate());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long bad = row.getLong(1);
                return bad == 0
                        ? Finding.kept("All do.")
                        : Finding.broken(
                                "%d records name no law or are there after their last day. Look at the rule of the vault."
                                        .formatted(bad));
            }
        }
    }
}
