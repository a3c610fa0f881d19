package ai.ominigate.payment;

import ai.ominigate.abuse.signal.Observation.PaymentOutcome;
import ai.ominigate.abuse.signal.Observation.PaymentTried;
import ai.ominigate.abuse.signal.Observations;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.Customers;
import ai.ominigate.billing.Credits;
import ai.ominigate.billing.PaymentBooks;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.mail.Template;
import ai.ominigate.model.payment.DifferenceReason;
import ai.ominigate.payment.StripeApi.Checkout;
import ai.ominigate.payment.StripeApi.Payment;
import ai.ominigate.payment.TopUp.Kind;
import ai.ominigate.payment.TopUp.State;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Top-ups: asked for, paid at Stripe's, and credited once.
 *
 * <p>{@link #bring} is the one way to a credit, whoever wants it: it asks Stripe what became of an order and does what
 * follows. It can be done at any time, as often as one likes, and by several at once. Blocks.
 */
@Singleton
public final class TopUps {
    /** How long a Checkout can be paid; Stripe's least is half an hour. */
    static final Duration CHECKOUT_LASTS = Duration.ofHours(1);

    /** When Stripe is first asked by ourselves what became of an order: a promise of five minutes hangs on it. */
    static final Duration FIRST_LOOK = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(TopUps.class);

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final StripeApi stripe;
    private final StripeCustomers customers;
    private final Customers known;
    private final Accounts accounts;
    private final Credits credits;
    private final PaymentBooks books;
    private final PaymentLetters letters;
    private final Bar bar;
    private final Observations observations;
    private final InstantSource clock;

    TopUps(
            DataSource dataSource,
            PaymentSettings settings,
            StripeApi stripe,
            StripeCustomers customers,
            Customers known,
            Accounts accounts,
            Credits credits,
            PaymentBooks books,
            PaymentLetters letters,
            Bar bar,
            Observations observations,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.stripe = stripe;
        this.customers = customers;
        this.known = known;
        this.accounts = accounts;
        this.credits = credits;
        this.books = books;
        this.letters = letters;
        this.bar = bar;
        this.observations = observations;
        this.clock = clock;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    // To pay

    /**
     * Writes down what an account wants to pay, as part of this transaction. Nothing is asked of Stripe before it commits.
     *
     * @param creditCents what the account is to get
     * @param currency as people write it; only USD is sold in
     * @throws Refused if there are no payments, or not so, or not for this account
     */
    public TopUp ask(Connection transaction, UUID account, long creditCents, String currency) throws SQLException {
        requireOn();
        if (!currency.equalsIgnoreCase(TopUp.CURRENCY)) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "currency_not_sold",
                    "Credit is sold in US dollars alone (USD); your bank converts what your card pays.");
        }
        requireAmount(creditCents);
        requireInUse(transaction, account);
        return insert(transaction, account, Kind.CHECKOUT, creditCents);
    }

    /** @throws Refused if there are no payments */
    public void requireOn() {
        if (!settings.isOn()) {
            throw new Refused(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "payments_off",
                    "Payments are not set up here, so nothing can be paid. Ask whoever runs this OminiGate.");
        }
    }

    /** @throws Refused if there are no top-ups of so much credit */
    public void requireAmount(long creditCents) {
        if (creditCents < settings.minimumCents() || creditCents > settings.maximumCents()) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "amount_out_of_bounds",
                    "A top-up is from $%s to $%s."
                            .formatted(dollars(settings.minimumCents()), dollars(settings.maximumCents())));
        }
    }

    private void requireInUse(Connection transaction, UUID account) throws SQLException {
        Account found = accounts.lock(transaction, account);
        if (found == null || found.status() == Account.Status.CLOSED) {
            throw Refused.notFound("There is no such account.");
        }
        if (!accounts.isKept(transaction, account)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "account_given_up",
                    "This account is being closed, so nothing can be paid. Its owner can take that back in the settings.");
        }
        if (found.status() == Account.Status.SUSPENDED || bar.isAccountShut(account)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "account_suspended",
                    "This account is suspended, so nothing can be paid. Write to us if you think that is a mistake.");
        }
    }

    static String dollars(long cents) {
        return "%d.%02d".formatted(cents / 100, cents % 100);
    }

    TopUp insert(Connection transaction, UUID account, Kind kind, long creditCents) throws SQLException {
        Instant now = now();
        UUID id = UuidV7.at(now);
        TopUp order = new TopUp(
                id,
                account,
                kind,
                creditCents,
                settings.feeCents(creditCents),
                0,
                State.ASKED,
                null,
                "top-up:" + id,
                now,
                null,
                null,
                null,
                null);
        TopUpTable.insert(transaction, order, now.plus(FIRST_LOOK));
        return order;
    }

    /**
     * Where an order of this account is paid: a page of Stripe's. Asking again leads to the same page.
     *
     * @param success where Stripe leads people who have paid; the same whenever this is asked for one order
     * @param cancel where it leads those who have not
     * @throws Refused if it cannot be paid any more, or Stripe does not answer
     */
    public URI checkout(UUID account, UUID id, URI success, URI cancel, Locale language) throws SQLException {
        requireOn();
        TopUp order = find(account, id);
        if (order == null || order.kind() != Kind.CHECKOUT) {
            throw Refused.notFound("There is no such top-up.");
        }
        try {
            Checkout checkout = order.session() == null
                    ? open(order, success, cancel, language)
                    : stripe.checkout(Objects.requireNonNull(order.session()));
            if (checkout.url() == null || !order.isOpen()) {
                throw new Refused(
                        HttpStatus.CONFLICT, "top_up_over", "This top-up is over; begin another if you want to pay.");
            }
            return URI.create(checkout.url());
        } catch (StripeProblem.Away e) {
            throw Refused.forNow(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "stripe_away",
                    "Stripe, where you pay, does not answer at the moment. Nothing was paid; try again soon.",
                    Duration.ofSeconds(30));
        } catch (StripeProblem e) {
            LOG.warn("The top-up {} could not be opened: {}", id, e.getMessage());
            over(id, State.EXPIRED, null);
            throw new Refused(HttpStatus.CONFLICT, "top_up_over", "This top-up could not be opened; begin another.");
        }
    }

    private Checkout open(TopUp order, URI success, URI cancel, Locale language) throws SQLException, StripeProblem {
        String customer = customers.of(order.account());
        Instant expires = order.askedAt().plus(CHECKOUT_LASTS);
        Checkout checkout = stripe.openCheckout(order, customer, new StripeApi.Way(success, cancel, language, expires));
        Transaction.run(dataSource, transaction -> {
            TopUpTable.opened(transaction, order.id(), checkout.id(), checkout.intent(), now().plus(FIRST_LOOK));
            return true;
        });
        return checkout;
    }

    /** Where a customer sees their receipts and changes their cards, at Stripe's; refused before the first top-up. */
    public URI portal(UUID account, URI back) throws SQLException {
        requireOn();
        String customer = customers.known(account);
        if (customer == null) {
            throw new Refused(HttpStatus.CONFLICT, "never_paid", "There is nothing before the first top-up.");
        }
        return askedNow(() -> stripe.portal(customer, back));
    }

    /** Where the receipt of a payment is, at Stripe's; null if there is none. */
    public @Nullable URI receipt(UUID account, UUID id) throws SQLException {
        requireOn();
        TopUp order = find(account, id);
        String charge = order == null ? null : order.charge();
        return charge == null ? null : askedNow(() -> stripe.receipt(charge));
    }

    @FunctionalInterface
    interface Answer<T extends @Nullable Object> {
        T get() throws StripeProblem;
    }

    static <T extends @Nullable Object> T askedNow(Answer<T> answer) {
        try {
            return answer.get();
        } catch (StripeProblem e) {
            throw Refused.forNow(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "stripe_away",
                    "Stripe does not answer at the moment; try again soon.",
                    Duration.ofSeconds(30));
        }
    }

    /** A top-up of this account, or null. */
    public @Nullable TopUp find(UUID account, UUID id) throws SQLException {
        TopUp order = Transaction.run(dataSource, connection -> TopUpTable.find(connection, id));
        return order == null || !order.account().equals(account) ? null : order;
    }

    /**
     * Top-ups of this account, the newest first, at most so many.
     *
     * @param after those before this one; null for the newest
     */
    public List<TopUp> newest(UUID account, @Nullable UUID after, int limit) throws SQLException {
        return Transaction.run(
                dataSource,
                connection -> Statements.list(
                        connection,
                        "SELECT " + TopUpTable.COLUMNS + """
                         FROM payment.top_up WHERE account_id = ? AND (?::uuid IS NULL OR id < ?::uuid)
                         ORDER BY id DESC LIMIT ?
                        """,
                        TopUpTable::read,
                        account,
                        after,
                        after,
                        limit));
    }

    /** Which top-ups of this account these payments are of, by Stripe's names of them; others are missing. */
    public Map<String, UUID> withPayments(UUID account, Collection<String> payments) throws SQLException {
        Map<String, UUID> found = new HashMap<>();
        Transaction.run(
                dataSource,
                connection -> Statements.list(
                        connection,
                        "SELECT id, intent FROM payment.top_up WHERE account_id = ? AND intent = ANY (?::text[])",
                        row -> found.put(row.getString("intent"), row.getObject("id", UUID.class)),
                        account,
                        connection.createArrayOf("text", payments.toArray())));
        return found;
    }

    /**
     * A top-up of this account, after Stripe was asked what became of it, for whoever comes back from there; null if there is
     * none. If Stripe does not answer, it is as it was.
     */
    public @Nullable TopUp look(UUID account, UUID id) throws SQLException {
        TopUp order = find(account, id);
        if (order == null || !order.isOpen() || !settings.isOn()) {
            return order;
        }
        try {
            return bring(id);
        } catch (StripeProblem e) {
            LOG.info("The top-up {} waits: {}", id, e.getMessage());
            return order;
        }
    }

    // What became of it

    /**
     * Asks Stripe what became of an order, and does what follows.
     *
     * @return the order afterwards
     */
    TopUp bring(UUID id) throws SQLException, StripeProblem {
        TopUp order = Transaction.run(dataSource, connection -> TopUpTable.find(connection, id));
        if (order == null) {
            throw new IllegalArgumentException("there is no top-up " + id);
        }
        if (order.isPaid()) {
            return order;
        }
        return order.kind() == Kind.CHECKOUT ? bringCheckout(order) : bringAutomatic(order);
    }

    private TopUp bringCheckout(TopUp order) throws SQLException, StripeProblem {
        String session = order.session();
        if (session == null) {
            // Whoever asked for it was never told where to pay.
            return now().isAfter(order.askedAt().plus(CHECKOUT_LASTS)) ? over(order.id(), State.EXPIRED, null) : order;
        }
        Checkout checkout = stripe.checkout(session);
        String intent = checkout.intent();
        if (intent == null) {
            return checkout.expired() ? over(order.id(), State.EXPIRED, null) : order;
        }
        Payment payment = stripe.payment(intent);
        if (!payment.succeeded() && (checkout.expired() || payment.canceled())) {
            return over(order.id(), State.EXPIRED, payment.failure());
        }
        if (!order.id().toString().equals(checkout.order())) {
            return refuse(order, payment, DifferenceReason.ANOTHER_ORDER);
        }
        return settle(order.id(), payment, checkout.taxCents());
    }

    private TopUp bringAutomatic(TopUp order) throws SQLException, StripeProblem {
        String intent = order.intent();
        return intent == null ? order : settle(order.id(), stripe.payment(intent), 0);
    }

    /** Does what follows from what a payment is now. */
    TopUp settle(UUID id, Payment payment, long taxCents) throws SQLException {
        Instant now = now();
        boolean[] credited = {false};
        TopUp after = Transaction.run(dataSource, transaction -> {
            TopUp order = TopUpTable.lock(transaction, id);
            if (order.isPaid()) {
                return payment.succeeded() && !payment.id().equals(order.intent())
                        ? refuse(transaction, order, payment, DifferenceReason.ANOTHER_PAYMENT, now)
                        : order;
            }
            if (payment.succeeded() && isForNobody(transaction, order, payment)) {
                return giveBack(transaction, order, payment, now);
            }
            DifferenceReason mismatch = mismatch(transaction, order, payment, taxCents);
            if (mismatch != null) {
                return refuse(transaction, order, payment, mismatch, now);
            }
            if (payment.succeeded()) {
                Credits.Paid paid = new Credits.Paid(
                        Cents.nanos(order.creditCents()), Cents.nanos(order.feeCents()), Cents.nanos(taxCents));
                credits.topUp(transaction, order.account(), paid, payment.id(), settings.expiry(now));
                TopUpTable.paid(transaction, id, payment, taxCents, now);
                credited[0] = true;
            } else if (payment.canceled()) {
                TopUpTable.over(transaction, id, State.FAILED, payment.failure(), now);
            } else {
                TopUpTable.opened(transaction, id, null, payment.id(), now.plus(FIRST_LOOK));
            }
            return TopUpTable.lock(transaction, id);
        });
        if (credited[0]) {
            LOG.info("The top-up {} is paid and credited", id);
            tell(
                    after.account(),
                    after.creditCents(),
                    payment.risk() == StripeApi.Risk.USUAL ? PaymentOutcome.SUCCEEDED : PaymentOutcome.ELEVATED_RISK);
        }
        return after;
    }

    /**
     * Whether this is what was asked for by an account that is closed or forgotten by now, or is being given up. What Stripe calls its
     * customer is gone with it, so that is not asked.
     */
    private boolean isForNobody(Connection transaction, TopUp order, Payment payment) throws SQLException {
        boolean isTheirs = order.id().toString().equals(payment.order())
                && (order.intent() == null || order.intent().equals(payment.id()))
                && TopUp.CURRENCY.equals(payment.currency());
        if (!isTheirs || accounts.isKept(transaction, order.account())) {
            return false;
        }
        String customer = known.stripeCustomer(transaction, order.account());
        return customer == null || customer.equals(payment.customer());
    }

    /** All of it goes back, whatever was asked for, and finance sees that it does. */
    private TopUp giveBack(Connection transaction, TopUp order, Payment payment, Instant now) throws SQLException {
        LOG.warn("The top-up {} was paid when its account was closed; all of it is paid back", order.id());
        long tax = Math.max(0, payment.receivedCents() - order.creditCents() - order.feeCents());
        TopUpTable.returned(transaction, order.id(), payment, tax, now);
        TopUp returned = TopUpTable.lock(transaction, order.id());
        books.received(transaction, payment.id(), Cents.nanos(payment.receivedCents()));
        Refunds.prepareWhole(transaction, returned, payment.receivedCents(), now);
        Differences.refused(transaction, returned, payment, DifferenceReason.ACCOUNT_GONE, now);
        letters.write(transaction, order.account(), Template.TOP_UP_RETURNED, payment.receivedCents());
        return returned;
    }

    /** Why this payment is not what was asked for; null if it is. */
    private @Nullable DifferenceReason mismatch(Connection transaction, TopUp order, Payment payment, long taxCents)
            throws SQLException {
        long total = order.creditCents() + order.feeCents() + taxCents;
        if (!order.id().toString().equals(payment.order())) {
            return DifferenceReason.ANOTHER_ORDER;
        }
        if (order.intent() != null && !order.intent().equals(payment.id())) {
            return DifferenceReason.ANOTHER_PAYMENT;
        }
        if (!TopUp.CURRENCY.equals(payment.currency())) {
            return DifferenceReason.ANOTHER_CURRENCY;
        }
        String customer = known.stripeCustomer(transaction, order.account());
        if (customer == null || !customer.equals(payment.customer())) {
            return DifferenceReason.ANOTHER_CUSTOMER;
        }
        if (payment.cents() != total || payment.succeeded() && payment.receivedCents() != total) {
            return DifferenceReason.ANOTHER_AMOUNT;
        }
        return null;
    }

    private TopUp refuse(TopUp order, Payment payment, DifferenceReason why) throws SQLException {
        return Transaction.run(
                dataSource,
                transaction -> refuse(transaction, TopUpTable.lock(transaction, order.id()), payment, why, now()));
    }

    private TopUp refuse(Connection transaction, TopUp order, Payment payment, DifferenceReason why, Instant now)
            throws SQLException {
        LOG.error(
                "Nothing is credited for {}, which says that it is of the top-up {}: {}. Finance has to look at it.",
                payment.id(),
                order.id(),
                why);
        Differences.refused(transaction, order, payment, why, now);
        // Another's payment says nothing of ours: that can still be paid.
        if (order.isOpen() && payment.id().equals(order.intent())) {
            TopUpTable.over(transaction, order.id(), State.REFUSED, null, now);
        }
        return TopUpTable.lock(transaction, order.id());
    }

    TopUp over(UUID id, State state, @Nullable String failure) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            TopUpTable.over(transaction, id, state, failure, now());
            return TopUpTable.lock(transaction, id);
        });
    }

    /** To whoever looks for abuse. */
    void tell(UUID account, long cents, PaymentOutcome outcome) {
        observations.tell(new PaymentTried(clock.instant().toEpochMilli(), null, account, Cents.nanos(cents), outcome));
    }
}
