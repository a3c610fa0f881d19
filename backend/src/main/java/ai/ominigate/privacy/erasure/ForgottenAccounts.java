package ai.ominigate.privacy.erasure;

import ai.ominigate.personal.NobodysAccounts;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Has whatever comes late of somebody who was forgotten stored as nobody's. Who stores holds a lock that all of them share;
 * who forgets waits once until nobody holds it who might not know yet. Blocks.
 */
@Singleton
final class ForgottenAccounts implements NobodysAccounts {
    private static final String LOCK = "hashtextextended('privacy.forgotten', 0)";

    private final DataSource dataSource;

    ForgottenAccounts(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** From when on all of an account's calls are over, or it was restored, and so they are. */
    @Override
    public Set<UUID> among(Connection transaction, Set<UUID> accounts) throws SQLException {
        lock(transaction, "pg_advisory_xact_lock_shared");
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT account FROM privacy.erasure
                WHERE account = ANY (?) AND jsonb_exists_any(receipts, ARRAY['%s', '%s'])
                UNION
                SELECT id FROM accounts.account WHERE id = ANY (?) AND erased_at IS NOT NULL
                """.formatted(Plan.SETTLE, Plan.VAULT))) {
            select.setArray(1, transaction.createArrayOf("uuid", accounts.toArray()));
            select.setArray(2, transaction.createArrayOf("uuid", accounts.toArray()));
            Set<UUID> found = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    /** Waits until everything is stored, or will not be, of whoever asked before it was known whose accounts are nobody's. */
    void awaitThoseWhoDoNotKnow() throws SQLException {
        Transaction.run(dataSource, transaction -> {
            lock(transaction, "pg_advisory_xact_lock");
            return null;
        });
    }

    private static void lock(Connection transaction, String function) throws SQLException {
        try (PreparedStatement lock = transaction.prepareStatement("SELECT " + function + "(" + LOCK + ")")) {
            lock.execute();
        }
    }
}
