package ai.ominigate.payment;

import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Who an account is at Stripe: one customer, made with the first payment. Blocks. */
@Singleton
final class StripeCustomers {
    private final DataSource dataSource;
    private final Customers customers;
    private final OwnerFields owners;
    private final StripeApi stripe;
    private final InstantSource clock;

    StripeCustomers(
            DataSource dataSource, Customers customers, OwnerFields owners, StripeApi stripe, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.customers = customers;
        this.owners = owners;
        this.stripe = stripe;
        this.clock = clock;
    }

    private record Wish(String key, Instant askedAt) {}

    /** What Stripe calls this account; null until it pays. */
    @Nullable
    String known(UUID account) throws SQLException {
        return Transaction.run(dataSource, connection -> customers.stripeCustomer(connection, account));
    }

    /** What Stripe calls this account, which is in use; made there if it was not yet. */
    String of(UUID account) throws SQLException, StripeProblem {
        String known = known(account);
        if (known != null) {
            return known;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Wish wish = wish(account, now);
        String made = null;
        if (wish.askedAt().isBefore(now.minus(StripeApi.KEYS_LAST))) {
            // The key may be forgotten there: what it made, if it did, is looked for before it is asked for anew.
            made = stripe.findCustomer(account);
            if (made == null) {
                wish = again(account, now);
            }
        }
        String customer = made == null ? create(account, wish.key(), now) : made;
        return Transaction.run(dataSource, transaction -> {
            customers.knownToStripeAs(transaction, account, customer);
            String present = customers.stripeCustomer(transaction, account);
            if (present == null) {
                throw new IllegalStateException("the account was closed meanwhile");
            }
            return present;
        });
    }

    private String create(UUID account, String key, Instant now) throws SQLException, StripeProblem {
        String email = email(account);
        try {
            return stripe.createCustomer(account, email, key);
        } catch (StripeProblem.Refused e) {
            // The address was another when it was asked for the first time, or Stripe does not take it.
            String made = stripe.findCustomer(account);
            return made == null
                    ? stripe.createCustomer(account, null, again(account, now).key())
                    : made;
        }
    }

    private @Nullable String email(UUID account) throws SQLException {
        OwnerFields.Now now = Transaction.run(dataSource, connection -> owners.now(connection, account));
        return now == null ? null : now.email();
    }

    /** Is there before Stripe is asked, so that whoever asks again, after whatever happened, asks the same. */
    private Wish wish(UUID account, Instant now) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            // Held, so that whoever changes the address meanwhile either sees this, or is seen.
            owners.lock(transaction, account);
            Statements.update(transaction, """
                    INSERT INTO payment.customer_wish (account_id, request_key, asked_at) VALUES (?, ?, ?)
                    ON CONFLICT (account_id) DO NOTHING
                    """, account, "customer:" + account, now);
            return Objects.requireNonNull(Statements.first(
                    transaction,
                    "SELECT request_key, asked_at FROM payment.customer_wish WHERE account_id = ?",
                    row -> new Wish(
                            row.getString("request_key"), Objects.requireNonNull(Statements.instant(row, "asked_at"))),
                    account));
        });
    }

    private Wish again(UUID account, Instant now) throws SQLException {
        String key = "customer:" + account + ":" + now.getEpochSecond();
        Transaction.run(
                dataSource,
                transaction -> Statements.update(
                        transaction,
                        "UPDATE payment.customer_wish SET request_key = ?, asked_at = ? WHERE account_id = ?",
                        key,
                        now,
                        account));
        return new Wish(key, now);
    }
}
