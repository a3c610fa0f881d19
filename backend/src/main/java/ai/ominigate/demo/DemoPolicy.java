package ai.ominigate.demo;

import ai.ominigate.platform.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** A draft of the next privacy policy to look at, to go on with, or to discard: it says how long the operational log is kept. */
@Singleton
final class DemoPolicy {
    private final DataSource dataSource;
    private final InstantSource clock;

    DemoPolicy(DataSource dataSource, InstantSource clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Makes it in a demo that is new; a later start leaves what has become of it. */
    void make() throws SQLException {
        Transaction.run(dataSource, transaction -> {
            boolean isNew = update(transaction, """
                            INSERT INTO policy.version (number, status, last_updated, material, summary)
                            SELECT 2, 'DRAFT', ?, true, 'It says how long operational logs are kept.'
                            WHERE NOT EXISTS (SELECT FROM policy.version WHERE number > 1)
                            """, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)) == 1;
            return isNew ? writeTexts(transaction) : 0;
        });
    }

    private static int writeTexts(Connection transaction) throws SQLException {
        return update(transaction, """
                INSERT INTO policy.text (number, locale, text, sha256)
                SELECT 2, locale, changed, sha256(convert_to(changed, 'UTF8'))
                FROM (
                    SELECT locale, replace(text, 'retained briefly', 'retained for 14 days') AS changed
                    FROM policy.text WHERE number = 1) AS texts
                """);
    }

    private static int update(Connection transaction, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
