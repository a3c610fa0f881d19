package ai.ominigate.accounts;

import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Whether of payments we keep Stripe's opaque name of the customer alone, in any table. */
@Singleton
final class PaymentColumns implements LiveCheck {
    private static final Set<String> LISTED =
            Set.of("accounts.account.stripe_customer", "vault.record.stripe_customer");

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
        return "Of payments, Stripe's name of the customer is kept, and nothing of a card.";
    }

    @Override
    public Finding look() throws SQLException {
        Set<String> columns = new TreeSet<>();
        // What Stripe's charge and payment method objects call what we must not have.
        String sql = """
                SELECT n.nspname || '.' || c.relname || '.' || a.attname
                FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
                    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                    AND a.attname ~ '(^|_)(stripe|card|last4|exp_month|exp_year|cvc|pan|iban|billing_details)(_|$)'
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        columns.removeAll(LISTED);
        return columns.isEmpty()
                ? Finding.kept("No other column is there.")
                : Finding.broken("There is also %s. Remove it: nothing of a card may be kept."
                        .formatted(String.join(", ", columns)));
    }
}
