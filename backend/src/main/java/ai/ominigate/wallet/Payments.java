package ai.ominigate.wallet;

import ai.ominigate.billing.Credits.Paid;
import ai.ominigate.model.Usd;
import ai.ominigate.model.own.OwnPayment;
import ai.ominigate.model.own.TopUpQuote;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.payment.AutomaticTopUps;
import ai.ominigate.payment.AutomaticTopUps.Automatic;
import ai.ominigate.payment.PaymentSettings;
import ai.ominigate.payment.TopUp;
import ai.ominigate.payment.TopUps;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How an account pays, for its pages and its programs alike. Amounts are nano-dollars. Blocks. */
@Singleton
public final class Payments {
    /** Where people come back to from Stripe. */
    public static final String PAGE = "/billing";

    private static final long NANOS_PER_CENT = 10_000_000;

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final TopUps topUps;
    private final AutomaticTopUps automatic;
    private final PublicAddress address;

    Payments(
            DataSource dataSource,
            PaymentSettings settings,
            TopUps topUps,
            AutomaticTopUps automatic,
            PublicAddress address) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.topUps = topUps;
        this.automatic = automatic;
        this.address = address;
    }

    /** Whether anything can be paid here. */
    public boolean isOn() {
        return settings.isOn();
    }

    /** Whether Stripe adds taxes. */
    public boolean taxesFollow() {
        return settings.automaticTax();
    }

    /** When credit that is paid at this moment is lost; null for never. */
    public @Nullable Instant expiry(Instant moment) {
        return settings.expiry(moment);
    }

    /** The least credit of a top-up. */
    public long minimum() {
        return settings.minimumCents() * NANOS_PER_CENT;
    }

    /** The most credit of a top-up. */
    public long maximum() {
        return settings.maximumCents() * NANOS_PER_CENT;
    }

    /**
     * What so much credit costs.
     *
     * @throws Refused if there are no payments, or not of so much
     */
    public TopUpQuote quote(long nanos) {
        topUps.requireOn();
        topUps.requireAmount(cents(nanos));
        long fee = settings.feeCents(cents(nanos)) * NANOS_PER_CENT;
        return new TopUpQuote(
                new Usd(nanos),
                new Usd(fee),
                new Usd(Math.addExact(nanos, fee)),
                settings.automaticTax(),
                new Usd(minimum()),
                new Usd(maximum()));
    }

    private static long cents(long nanos) {
        if (nanos % NANOS_PER_CENT != 0) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "amount_not_in_cents",
                    "What is paid is dollars and whole cents, as 25 or 25.50.");
        }
        return nanos / NANOS_PER_CENT;
    }

    /**
     * Writes down what is to be paid, as part of this transaction; {@link #checkout} comes after it.
     *
     * @param currency as people write it; null for USD, the only one that is sold in
     * @return the top-up's id
     * @throws Refused if it cannot be paid
     */
    public UUID ask(Connection transaction, UUID account, long nanos, @Nullable String currency) throws SQLException {
        return topUps.ask(transaction, account, cents(nanos), currency == null ? "USD" : currency)
                .id();
    }

    /** The same in a transaction of its own. */
    public UUID ask(UUID account, long nanos, @Nullable String currency) throws SQLException {
        return Transaction.run(dataSource, transaction -> ask(transaction, account, nanos, currency));
    }

    /** Where a top-up is paid, at Stripe's; from there people come back to its page. */
    public URI checkout(UUID account, UUID topUp, Locale language) throws SQLException {
        URI back = URI.create(address.of(PAGE + "/top-ups/" + topUp));
        return topUps.checkout(account, topUp, back, back, language);
    }

    /** A top-up of this account, after Stripe was asked what became of it. */
    public OwnPayment look(UUID account, UUID topUp) throws SQLException {
        return details(known(topUps.look(account, topUp)));
    }

    private static TopUp known(@Nullable TopUp order) {
        if (order == null) {
            throw Refused.notFound("Your account has no such payment.");
        }
        return order;
    }

    /**
     * Top-ups of an account, the newest first, at most so many.
     *
     * @param after those before this one; null for the newest
     */
    public List<OwnPayment> list(UUID account, @Nullable UUID after, int limit) throws SQLException {
        return topUps.newest(account, after, limit).stream()
                .map(Payments::details)
                .toList();
    }

    /** Which of an account's payments Stripe's names stand for. */
    public Map<String, UUID> named(UUID account, Collection<String> names) throws SQLException {
        return names.isEmpty() ? Map.of() : topUps.withPayments(account, names);
    }

    /** Where the receipt of a payment is, at Stripe's. */
    public URI receipt(UUID account, UUID payment) throws SQLException {
        URI receipt = topUps.receipt(account, payment);
        if (receipt == null) {
            throw Refused.notFound("Your account has no such payment, or it has no receipt.");
        }
        return receipt;
    }

    /** Where people see their receipts and change their cards, at Stripe's. */
    public URI cards(UUID account) throws SQLException {
        return topUps.portal(account, URI.create(address.of(PAGE)));
    }

    /** How an account tops up by itself; null if it never said. */
    public @Nullable Automatic automatic(UUID account) throws SQLException {
        return Transaction.run(dataSource, connection -> automatic.of(connection, account));
    }

    /** From now on so, as part of this transaction; begins anew what had stopped. */
    public Automatic change(
            Connection transaction, UUID account, boolean enabled, long threshold, long amount, long perMonth)
            throws SQLException {
        return automatic.wish(transaction, account, enabled, cents(threshold), cents(amount), cents(perMonth));
    }

    /** The same in a transaction of its own. */
    public Automatic change(UUID account, boolean enabled, long threshold, long amount, long perMonth)
            throws SQLException {
        return Transaction.run(
                dataSource, transaction -> change(transaction, account, enabled, threshold, amount, perMonth));
    }

    /** Cents as nano-dollars. */
    public static long nanos(long cents) {
        return Math.multiplyExact(cents, NANOS_PER_CENT);
    }

    private static OwnPayment details(TopUp order) {
        Paid paid = order.paid();
        return new OwnPayment(
                order.id().toString(),
                PaymentKind.valueOf(order.kind().name()),
                PaymentState.valueOf(order.state().name()),
                new Usd(paid.credit()),
                new Usd(paid.fee()),
                new Usd(paid.tax()),
                new Usd(paid.total()),
                order.askedAt(),
                order.settledAt(),
                order.failure(),
                order.charge() != null);
    }
}
