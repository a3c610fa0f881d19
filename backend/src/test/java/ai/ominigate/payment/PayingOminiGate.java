package ai.ominigate.payment;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.LedgerCheck;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.net.Webhook;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A whole OminiGate that takes payments of a Stripe on this machine. */
final class PayingOminiGate implements AutoCloseable {
    static final String SECRET = "whsec_of_the_tests_1234567890";
    static final String SECRET_BEFORE = "whsec_before_it_was_changed_1";
    static final long DOLLAR = 1_000_000_000L;
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    static final URI BACK = URI.create("http://localhost/billing");

    final StripeDouble stripe;
    final RunningOminiGate ominigate;
    final TopUps topUps;
    final Refunds refunds;
    final Disputes disputes;
    final AutomaticTopUps automatic;
    final Inbox inbox;
    final Sweeper sweeper;
    final DataSource database;

    PayingOminiGate(StripeDouble stripe, Map<String, Object> more) throws IOException {
        this.stripe = stripe;
        Map<String, Object> settings = new HashMap<>(Map.of(
                "stripe.secret-key",
                "sk_test_of_the_tests",
                "stripe.webhook-secret",
                SECRET + "," + SECRET_BEFORE,
                "stripe.api-base",
                stripe.url().toString()));
        settings.putAll(more);
        this.ominigate = RunningOminiGate.with(settings);
        this.topUps = bean(TopUps.class);
        this.refunds = bean(Refunds.class);
        this.disputes = bean(Disputes.class);
        this.automatic = bean(AutomaticTopUps.class);
        this.inbox = bean(Inbox.class);
        this.sweeper = bean(Sweeper.class);
        this.database = DelegatingDataSource.unwrapDataSource(bean(DataSource.class));
    }

    static PayingOminiGate start() throws IOException {
        return new PayingOminiGate(StripeDouble.start(), Map.of());
    }

    /** Another node on the same database and the same Stripe. */
    PayingOminiGate anotherNode() throws IOException {
        return new PayingOminiGate(
                stripe, Map.of("ominigate.database.url", ominigate.database().jdbcUrl()));
    }

    <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }

    <T> T run(Transaction.Work<T> work) throws SQLException {
        return Transaction.run(database, work);
    }

    /** An account that nobody has. */
    UUID account() throws Exception {
        int number = NUMBERS.incrementAndGet();
        String address = "payer-" + number + "-" + System.nanoTime() + "@example.com";
        UUID account = bean(Accounts.class).create("Payer " + number).id();
        run(connection ->
                Statements.update(connection, "UPDATE accounts.account SET email = ? WHERE id = ?", address, account));
        return account;
    }

    Account.Status status(UUID account) throws SQLException {
        return Objects.requireNonNull(bean(Accounts.class).find(account)).status();
    }

    /** An order that waits to be paid at Stripe's. */
    TopUp ordered(UUID account, long cents) throws SQLException {
        TopUp order = run(transaction -> topUps.ask(transaction, account, cents, "USD"));
        topUps.checkout(account, order.id(), BACK, BACK, Locale.ENGLISH);
        return find(order);
    }

    TopUp find(TopUp order) throws SQLException {
        return Objects.requireNonNull(topUps.find(order.account(), order.id()));
    }

    /** One that is paid and credited. */
    TopUp paid(UUID account, long cents) throws Exception {
        TopUp order = ordered(account, cents);
        stripe.pay(Objects.requireNonNull(order.session()));
        topUps.bring(order.id());
        return find(order);
    }

    Balances.Balance balance(UUID account) throws SQLException {
        return bean(Balances.class).of(account);
    }

    List<String> problemsOfTheBooks() throws SQLException {
        return bean(LedgerCheck.class).run().problems();
    }

    /** An event as Stripe sends it. */
    Answer send(ObjectNode event) throws Exception {
        return send(event.toString(), signature(event.toString(), SECRET, Instant.now()));
    }

    Answer send(String body, String signature) throws IOException, InterruptedException {
        return ominigate.send("POST", "/webhooks/stripe", body, Map.of("Stripe-Signature", signature));
    }

    static String signature(String body, String secret, Instant made) throws GeneralSecurityException {
        return Webhook.Signature.generateSignatureHeader(body, secret, made.getEpochSecond());
    }

    long number(String sql) throws SQLException {
        return run(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Nothing of Stripe's waits to be looked at. */
    void settled() {
        Await.until(
                "every event is looked at",
                () -> number("SELECT count(*) FROM payment.inbox WHERE status = 'WAITING'") == 0);
    }

    @Override
    public void close() throws IOException {
        ominigate.close();
    }
}
