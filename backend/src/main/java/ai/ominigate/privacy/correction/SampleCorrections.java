package ai.ominigate.privacy.correction;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What samples of requests for correction change, for whoever looks at the desk for the first time: a name and an address, as
 * far as the request's state says. Nothing of it is done.
 */
@Singleton
public final class SampleCorrections {
    private final DataSource dataSource;

    SampleCorrections(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * Makes them, unless they were made.
     *
     * @param account whose requests they belong to
     * @param member who wrote them down
     */
    public void make(UUID account, UUID member) throws SQLException {
        String sql = """
                INSERT INTO privacy.correction (
                    request, field, account, before, after, evidence, written_by, written_at, old_needed, asked_at,
                    old_confirmed_at, new_confirmed_at, applied_at, revertible_until)
                SELECT r.id, sample.field, r.account, sample.before, sample.after, 'A letter from the registry office.', ?,
                    r.received_at, mail, asked, asked, CASE WHEN mail THEN done END, done, CASE WHEN mail THEN done END
                FROM privacy.request r
                CROSS JOIN (VALUES
                    ('NAME', 'Fabrikam Leters', 'Fabrikam Letters'),
                    ('EMAIL', 'post@fabrikam.example', 'letters@fabrikam.example')) AS sample (field, before, after)
                CROSS JOIN LATERAL (SELECT sample.field = 'EMAIL') AS which (mail)
                CROSS JOIN LATERAL (
                    SELECT
                        CASE WHEN mail AND r.state IN (
                            'EXECUTING', 'PARTIALLY_FAILED', 'READY_FOR_DELIVERY', 'DELIVERED', 'COMPLETED')
                            THEN r.received_at + interval '1 day' END,
                        CASE WHEN r.state IN ('READY_FOR_DELIVERY', 'DELIVERED', 'COMPLETED')
                            THEN r.received_at + interval '2 days' END) AS times (asked, done)
                WHERE r.account = ? AND r.type = 'CORRECTION'
                    AND r.state IN (
                        'IN_PROGRESS', 'AWAITING_SUBJECT', 'PREPARED', 'AWAITING_SECOND_APPROVAL', 'SCHEDULED', 'EXECUTING',
                        'PARTIALLY_FAILED', 'READY_FOR_DELIVERY', 'DELIVERED', 'COMPLETED')
                ON CONFLICT DO NOTHING
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setObject(1, member);
            insert.setObject(2, account);
            insert.executeUpdate();
        }
    }
}
