package ai.ominigate.privacy.correction;

import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What samples of requests for correction change, for whoever looks at the desk for the first time: a name and an address, as
 * far as the request's state says. Nothing of it is done.
 */
@Singleton
public final class SampleCorrections {
    /** A name before and after, and an address. */
    private static final List<String> VALUES =
            List.of("Fabrikam Leters", "Fabrikam Letters", "post@fabrikam.example", "letters@fabrikam.example");

    private final CorrectionTable table;
    private final DataSource dataSource;

    SampleCorrections(CorrectionTable table, DataSource dataSource) {
        this.table = table;
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
                    request, field, account, before, after, sealed, evidence, written_by, written_at, old_needed, asked_at,
                    old_confirmed_at, new_confirmed_at, applied_at, revertible_until)
                SELECT r.id, sample.field, r.account, sample.before, sample.after, true,
                    'A letter from the registry office.', ?, r.received_at, mail, asked, asked, CASE WHEN mail THEN done END, done, CASE WHEN mail THEN done END
                FROM privacy.request r
                CROSS JOIN (VALUES ('NAME', ?::bytea, ?::bytea), ('EMAIL', ?::bytea, ?::bytea)) AS sample (field, before, after)
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
        Transaction.run(dataSource, transaction -> {
            try (PreparedStatement insert = transaction.prepareStatement(sql)) {
                insert.setObject(1, member);
                for (int value = 0; value < VALUES.size(); value++) {
                    insert.setBytes(value + 2, table.sealed(transaction, account, VALUES.get(value)));
                }
                insert.setObject(VALUES.size() + 2, account);
                return insert.executeUpdate();
            }
        });
    }
}
