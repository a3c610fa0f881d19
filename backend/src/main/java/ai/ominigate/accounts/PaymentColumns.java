package ai.ominigate.accounts;

import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Whether of payments we keep what is listed here and nothing else: what we asked for and Stripe's opaque names and states in
 * the schema of payments, and in any other table Stripe's name of the customer alone.
 */
@Singleton
final class PaymentColumns implements LiveCheck {
    private static final Set<String> ELSEWHERE =
            Set.of("accounts.account.stripe_customer", "vault.record.stripe_customer");

    /** All columns of the schema: one that somebody adds belongs here, once they know that the policy admits it. */
    private static final Map<String, Set<String>> PAYMENTS = Map.ofEntries(
            Map.entry(
                    "payment.top_up",
                    Set.of(
                            "id",
                            "account_id",
                            "kind",
                            "credit_cents",
                            "fee_cents",
                            "tax_cents",
                            "currency",
                            "state",
                            "failure",
                            "request_key",
                            "asked_at",
                            "session",
                            "intent",
                            "charge",
                            "settled_at",
                            "look_at",
                            "looks")),
            Map.entry("payment.customer_wish", Set.of("account_id", "request_key", "asked_at")),
            Map.entry(
                    "payment.customer_news", Set.of("account_id", "changed_at", "revision", "look_at", "taken_until")),
            Map.entry("payment.inbox", Set.of("event", "type", "object", "status", "received_at", "tries", "try_at")),
            Map.entry(
                    "payment.refund",
                    Set.of(
                            "id",
                            "top_up",
                            "account_id",
                            "cents",
                            "cause",
                            "decision",
                            "state",
                            "failure",
                            "request_key",
                            "object",
                            "turns",
                            "taken_cents",
                            "asked_at",
                            "settled_at",
                            "look_at")),
            Map.entry(
                    "payment.dispute",
                    Set.of(
                            "object",
                            "kind",
                            "top_up",
                            "account_id",
                            "cents",
                            "status",
                            "reason",
                            "evidence",
                            "answer_by",
                            "turns",
                            "taken_cents",
                            "froze",
                            "opened_at",
                            "told_at",
                            "closed_at",
                            "look_at")),
            Map.entry(
                    "payment.difference",
                    Set.of(
                            "id",
                            "kind",
                            "object",
                            "ours_cents",
                            "their_cents",
                            "reason",
                            "top_up",
                            "note",
                            "found_at",
                            "seen_at",
                            "settled_at",
                            "settled_by")),
            Map.entry(
                    "payment.comparison",
                    Set.of("day", "done_at", "movements", "differences", "ours_cents", "their_cents", "failure")),
            Map.entry(
                    "payment.automatic",
                    Set.of(
                            "account_id",
                            "enabled",
                            "threshold_cents",
                            "amount_cents",
                            "month_cents",
                            "failures",
                            "stopped_because",
                            "rests_until",
                            "changed_at",
                            "revision")));

    private final DataSource dataSource;

    PaymentColumns(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public String name() {
        return "payment-columns";
    }

    @Override
    public String title() {
        return "Of payments, what we asked for and Stripe's opaque names are kept, and nothing of a card.";
    }

    @Override
    public Finding look() throws SQLException {
        Set<String> others = new TreeSet<>();
        // In other schemas: what Stripe's charge and payment method objects call what we must not have.
        String sql = """
                SELECT n.nspname || '.' || c.relname AS its_table, a.attname AS its_column
                FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
                    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                    AND (n.nspname = 'payment'
                        OR a.attname ~ '(^|_)(stripe|card|last4|exp_month|exp_year|cvc|pan|iban|billing_details)(_|$)')
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String table = row.getString("its_table");
                String column = row.getString("its_column");
                if (!PAYMENTS.getOrDefault(table, Set.of()).contains(column)
                        && !ELSEWHERE.contains(table + "." + column)) {
                    others.add(table + "." + column);
                }
            }
        }
        return others.isEmpty()
                ? Finding.kept("No other column is there.")
                : Finding.broken("There is also %s. Remove it: nothing of a card may be kept."
                        .formatted(String.join(", ", others)));
    }
}
