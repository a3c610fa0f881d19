package ai.ominigate.privacy.vault;

import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.privacy.VaultRecord;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import io.micronaut.context.annotation.Value;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The legal vault. A payment is kept one by one, usage and presents added up by the month; no name, no address, no key.
 * The law of the settings counts from the end of the year in which something happened, as German tax law does.
 */
@Singleton
public final class Vault {
    private final DataSource dataSource;
    private final InstantSource clock;
    private final String statute;
    private final int years;

    /**
     * @param statute the law that asks for it
     * @param years for how many years after the end of the one in which it happened
     */
    Vault(
            DataSource dataSource,
            InstantSource clock,
            @Value("${ominigate.privacy.vault-statute:`§ 147 AO, § 14b UStG, § 257 HGB`}") String statute,
            @Value("${ominigate.privacy.vault-years:8}") int years) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        this.statute = statute;
        this.years = years;
        if (statute.isBlank() || years < 1 || years > 30) {
            throw new CannotStart(
                    "The settings ominigate.privacy.vault-statute and .vault-years must name a law and 1 to 30 years.");
        }
    }

    /**
     * What is kept of an account.
     *
     * @param until the last day that anything of it is kept; null if nothing is
     */
    public record Kept(
            long records, String statute, @Nullable LocalDate until) {}

    /** Puts into the vault what law asks for of this account, as part of this transaction. Again is the same as once. */
    public Kept move(Connection transaction, UUID account, @Nullable String stripeCustomer) throws SQLException {
        // A payment has a name of its own; the rest is added up.
        String sql = """
                INSERT INTO vault.record (
                    id, account, stripe_customer, kind, reference, occurred_on, amount_nanos, currency, statute, keep_until,
                    moved_at)
                SELECT gen_random_uuid(), ?, ?, kind, reference, day, amount, currency, ?,
                    make_date((extract(year FROM day))::int + ?, 12, 31), ?
                FROM (
                    SELECT tx.kind,
                        CASE tx.kind WHEN 'top_up' THEN tx.idem_key
                            ELSE to_char(tx.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') END AS reference,
                        max((tx.occurred_at AT TIME ZONE 'UTC')::date) AS day,
                        sum(entry.amount)::bigint AS amount,
                        entry.currency
                    FROM billing.ledger_entry AS entry
                    JOIN billing.ledger_tx AS tx ON tx.id = entry.tx_id
                    JOIN billing.ledger_account AS ledger ON ledger.id = entry.account_id
                    WHERE ledger.account = ?
                    GROUP BY 1, 2, entry.currency
                ) AS kept
                ON CONFLICT (account, kind, reference) DO NOTHING
                """;
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            insert.setObject(1, account);
            insert.setString(2, stripeCustomer);
            insert.setString(3, statute);
            insert.setInt(4, years);
            insert.setObject(5, clock.instant().atOffset(ZoneOffset.UTC));
            insert.setObject(6, account);
            insert.executeUpdate();
        }
        return kept(transaction, account);
    }

    /** What is kept of this account. */
    public Kept kept(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT count(*), max(keep_until) FROM vault.record WHERE account = ?")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Kept(row.getLong(1), statute, row.getObject(2, LocalDate.class));
            }
        }
    }

    /** What Stripe calls who had this account; null if nothing of it is kept, or they never paid. */
    public @Nullable String stripeCustomer(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT max(stripe_customer) FROM vault.record WHERE account = ?")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** Records; of this account alone, unless it is null. */
    Page<VaultRecord> list(PageRequest page, Sort<VaultSort> sort, @Nullable UUID account) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ListQuery.of("*", "vault.record")
                    .where("account = ?", account)
                    .sortedBy(sort.by().expression(), "date")
                    .sortedBy("id", "uuid")
                    .read(connection, page, sort.descending(), Vault::record);
        }
    }

    private static VaultRecord record(ResultSet row) throws SQLException {
        return new VaultRecord(
                row.getString("id"),
                row.getString("account"),
                row.getString("stripe_customer"),
                row.getString("kind"),
                row.getString("reference"),
                row.getObject("occurred_on", LocalDate.class),
                new Usd(row.getLong("amount_nanos")),
                row.getString("statute"),
                row.getObject("keep_until", LocalDate.class));
    }
}
