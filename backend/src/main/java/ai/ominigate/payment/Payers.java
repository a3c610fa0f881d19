package ai.ominigate.payment;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Whose a payment is that somebody names, exactly. Blocks. */
@Singleton
public final class Payers {
    private static final Pattern OURS = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern INVOICE = Pattern.compile("[A-Za-z0-9]{1,30}(-[A-Za-z0-9]{1,30}){1,3}");

    private final PaymentSettings settings;
    private final StripeApi stripe;
    private final DataSource dataSource;

    Payers(PaymentSettings settings, StripeApi stripe, DataSource dataSource) {
        this.settings = settings;
        this.stripe = stripe;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /**
     * The account that has made this payment, or that it went back to.
     *
     * @param name ours of the top-up or the refund, or Stripe's of what it made of them
     * @return null if there is none of this name
     */
    public @Nullable UUID ofPayment(String name) throws SQLException {
        UUID ours = OURS.matcher(name).matches() ? UUID.fromString(name) : null;
        String sql = """
                SELECT account_id FROM payment.top_up WHERE id = ? OR session = ? OR intent = ? OR charge = ?
                UNION
                SELECT account_id FROM payment.refund WHERE id = ? OR object = ?
                UNION
                SELECT account_id FROM payment.dispute WHERE object = ?
                LIMIT 1
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, ours);
            select.setString(2, name);
            select.setString(3, name);
            select.setString(4, name);
            select.setObject(5, ours);
            select.setString(6, name);
            select.setString(7, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /**
     * Whom Stripe has made this invoice for, or its receipt: asks Stripe.
     *
     * @param number of either, as it is printed there
     * @return what Stripe calls its customer; null if there is no such number, or nobody pays by Stripe here
     * @throws ai.ominigate.rest.Refused if Stripe does not answer
     */
    public @Nullable String ofInvoice(String number) {
        return settings.isOn() && INVOICE.matcher(number).matches()
                ? TopUps.askedNow(() -> stripe.customerOfInvoice(number))
                : null;
    }
}
