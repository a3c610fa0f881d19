package ai.ominigate.payment;

import ai.ominigate.abuse.signal.Observation.PaymentOutcome;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.mail.Template;
import ai.ominigate.payment.StripeApi.Payment;
import ai.ominigate.payment.TopUp.Kind;
import ai.ominigate.payment.TopUp.State;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tops accounts up by themselves, as their owners wished: when less is left than they said, by as much as they said, not more
 * in a month, one at a time and not again at once. It stops, and its owner is told, when their bank asks for them, or after
 * three failures in a row. Blocks.
 */
@Singleton
public final class AutomaticTopUps {
    private static final Logger LOG = LoggerFactory.getLogger(AutomaticTopUps.class);
    static final Duration COOL_DOWN = Duration.ofMinutes(10);
    static final int FAILURES_AT_MOST = 3;
    private static final int AT_ONCE = 50;
    private static final String THREE_FAILURES = "three_failures";

    private static final String COLUMNS = """
            account_id, enabled, threshold_cents, amount_cents, month_cents, failures, stopped_because, rests_until, revision
            """;

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final StripeApi stripe;
    private final StripeCustomers customers;
    private final TopUps topUps;
    private final Accounts accounts;
    private final Bar bar;
    private final PaymentLetters letters;
    private final InstantSource clock;

    AutomaticTopUps(
            DataSource dataSource,
            PaymentSettings settings,
            StripeApi stripe,
            StripeCustomers customers,
            TopUps topUps,
            Accounts accounts,
            Bar bar,
            PaymentLetters letters,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.stripe = stripe;
        this.customers = customers;
        this.topUps = topUps;
        this.accounts = accounts;
        this.bar = bar;
        this.letters = letters;
        this.clock = clock;
    }

    /**
     * What an account wished.
     *
     * @param thresholdCents when less than this is left
     * @param amountCents by so much credit
     * @param monthCents at most so much credit in a month, UTC
     * @param failures in a row
     * @param stoppedBecause the class of why it stopped by itself; null if it did not
     * @param restsUntil when it may top up again; null for now
     * @param version another number after every change of the wish
     */
    public record Automatic(
            UUID account,
            boolean enabled,
            long thresholdCents,
            long amountCents,
            long monthCents,
            int failures,
            @Nullable String stoppedBecause,
            @Nullable Instant restsUntil,
            long version) {}

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What this account wished; null if it never did. */
    public @Nullable Automatic of(Connection connection, UUID account) throws SQLException {
        return Statements.first(
                connection,
                "SELECT " + COLUMNS + " FROM payment.automatic WHERE account_id = ?",
                AutomaticTopUps::read,
                account);
    }

    /**
     * From now on so, as part of this transaction; begins anew what had stopped.
     *
     * @throws Refused if it cannot be so
     */
    public Automatic wish(
            Connection transaction,
            UUID account,
            boolean enabled,
            long thresholdCents,
            long amountCents,
            long monthCents)
            throws SQLException {
        topUps.requireOn();
        if (enabled && settings.automaticTax()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "automatic_impossible",
                    "Taxes are added when you pay, so you have to be there: there are no automatic top-ups.");
        }
        topUps.requireAmount(amountCents);
        if (thresholdCents < 0 || thresholdCents > settings.maximumCents() || monthCents < amountCents) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "automatic_bounds",
                    "The threshold is from $0 to $%s, and the month's limit is at least one top-up."
                            .formatted(TopUps.dollars(settings.maximumCents())));
        }
        if (enabled && TopUpTable.paid(transaction, account).isEmpty()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "never_paid",
                    "Top up once by yourself before: what you pay with then is used from then on.");
        }
        Statements.update(transaction, """
                INSERT INTO payment.automatic AS known (
                    account_id, enabled, threshold_cents, amount_cents, month_cents, changed_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (account_id) DO UPDATE SET
                    enabled = excluded.enabled, threshold_cents = excluded.threshold_cents,
                    amount_cents = excluded.amount_cents, month_cents = excluded.month_cents, failures = 0,
                    stopped_because = NULL, changed_at = excluded.changed_at, revision = known.revision + 1
                """, account, enabled, thresholdCents, amountCents, monthCents, now());
        return Objects.requireNonNull(of(transaction, account));
    }

    /** An account is not topped up by itself any more, as it is given up. */
    public void stop(Connection transaction, UUID account) throws SQLException {
        Statements.update(transaction, "UPDATE payment.automatic SET enabled = FALSE WHERE account_id = ?", account);
    }

    /** Tops up whoever has less than they wished, on every node in turns. */
    @Scheduled(initialDelay = "${ominigate.payment.first-look-after:15s}", fixedDelay = "5s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void lookForLow() throws SQLException {
        if (!settings.isOn()) {
            return;
        }
        for (UUID account : low()) {
            TopUp order = Transaction.run(dataSource, transaction -> begin(transaction, account));
            if (order != null) {
                charge(order);
            }
        }
    }

    private List<UUID> low() throws SQLException {
        return Transaction.run(
                dataSource,
                connection -> Statements.list(
                        connection, """
                        SELECT wish.account_id
                        FROM payment.automatic wish
                        JOIN billing.ledger_account wallet ON wallet.code = 'wallet:' || wish.account_id
                        JOIN billing.ledger_balance has ON has.account_id = wallet.id
                        WHERE wish.enabled AND has.balance < wish.threshold_cents * %d
                            AND (wish.rests_until IS NULL OR wish.rests_until <= ?)
                        ORDER BY wish.account_id
                        LIMIT ?
                        """.formatted(Cents.NANOS), row -> row.getObject(1, UUID.class), now(), AT_ONCE));
    }

    /** Writes down what is going to be paid, if it still is to be; null if not. Whoever else looks waits, and sees it. */
    private @Nullable TopUp begin(Connection transaction, UUID account) throws SQLException {
        Automatic wish = Statements.first(
                transaction,
                "SELECT " + COLUMNS + " FROM payment.automatic WHERE account_id = ? FOR NO KEY UPDATE",
                AutomaticTopUps::read,
                account);
        Instant now = now();
        if (wish == null
                || !wish.enabled()
                || wish.restsUntil() != null && wish.restsUntil().isAfter(now)) {
            return null;
        }
        Account found = accounts.lock(transaction, account);
        boolean inUse = found != null
                && found.status() == Account.Status.ACTIVE
                && !bar.isAccountShut(account)
                && !bar.mustConfirmCard(account);
        if (!inUse || !isLow(transaction, wish)) {
            return null;
        }
        YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        Long paid = Statements.first(
                transaction,
                """
                SELECT coalesce(sum(credit_cents), 0)::bigint
                FROM payment.top_up
                WHERE account_id = ? AND kind = 'AUTOMATIC' AND asked_at >= ? AND state IN ('ASKED', 'OPEN', 'PAID')
                """,
                row -> row.getLong(1),
                account,
                month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        boolean tooMuch = Objects.requireNonNull(paid) + wish.amountCents() > wish.monthCents();
        boolean underWay = Statements.first(transaction, """
                        SELECT id FROM payment.top_up
                        WHERE account_id = ? AND kind = 'AUTOMATIC' AND state IN ('ASKED', 'OPEN')
                        """, row -> true, account) != null;
        rest(
                transaction,
                account,
                tooMuch ? month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC) : now.plus(COOL_DOWN));
        return tooMuch || underWay ? null : topUps.insert(transaction, account, Kind.AUTOMATIC, wish.amountCents());
    }

    private static boolean isLow(Connection connection, Automatic wish) throws SQLException {
        return Statements.first(connection, """
                        SELECT has.balance
                        FROM billing.ledger_account wallet
                        JOIN billing.ledger_balance has ON has.account_id = wallet.id
                        WHERE wallet.code = 'wallet:' || ?::uuid AND has.balance < ?
                        """, row -> true, wish.account(), Cents.nanos(wish.thresholdCents()))
                != null;
    }

    private static void rest(Connection transaction, UUID account, Instant until) throws SQLException {
        Statements.update(
                transaction, "UPDATE payment.automatic SET rests_until = ? WHERE account_id = ?", until, account);
    }

    private TopUp charge(TopUp order) throws SQLException {
        try {
            return chargeOrFail(order);
        } catch (StripeProblem e) {
            LOG.info("The automatic top-up {} waits: {}", order.id(), e.getMessage());
            return order;
        }
    }

    private TopUp chargeOrFail(TopUp order) throws SQLException, StripeProblem {
        String customer = customers.known(order.account());
        String method = customer == null ? null : method(order.account(), customer);
        if (customer == null || method == null) {
            return failed(order, "no_payment_method");
        }
        try {
            return settled(topUps.settle(order.id(), stripe.pay(order, customer, method), 0));
        } catch (StripeProblem.Declined e) {
            boolean blocked = e.intent() != null && stripe.payment(e.intent()).risk() == StripeApi.Risk.BLOCKED;
            return failed(order, e.failure(), blocked ? PaymentOutcome.BLOCKED : PaymentOutcome.DECLINED);
        } catch (StripeProblem.Refused | StripeProblem.NotThere e) {
            // Also if it was asked before, to be paid with something else: then that is what counts.
            Payment made = stripe.find(customer, order.id(), order.askedAt());
            return made == null ? failed(order, "refused") : settled(topUps.settle(order.id(), made, 0));
        }
    }

    /** What the customer has chosen to pay with, else what they paid with last. */
    private @Nullable String method(UUID account, String customer) throws SQLException, StripeProblem {
        String chosen = stripe.chosenMethod(customer);
        if (chosen != null) {
            return chosen;
        }
        List<TopUp> paid = Transaction.run(dataSource, connection -> TopUpTable.paid(connection, account));
        for (TopUp before : paid) {
            if (before.intent() != null) {
                return stripe.payment(before.intent()).method();
            }
        }
        return null;
    }

    /** One that was begun, and of which it is not known what became: whoever began it may have died. */
    TopUp recover(TopUp order) throws SQLException, StripeProblem {
        if (order.askedAt().plus(StripeApi.KEYS_LAST).isAfter(now())) {
            return chargeOrFail(order);
        }
        // The key may be forgotten there: what it made, if it did, is looked for, and nothing is paid again.
        String customer = customers.known(order.account());
        Payment made = customer == null ? null : stripe.find(customer, order.id(), order.askedAt());
        return made == null ? failed(order, "not_sent") : settled(topUps.settle(order.id(), made, 0));
    }

    private TopUp settled(TopUp order) throws SQLException {
        if (order.state() == State.PAID) {
            Transaction.run(
                    dataSource,
                    transaction -> Statements.update(
                            transaction,
                            "UPDATE payment.automatic SET failures = 0 WHERE account_id = ?",
                            order.account()));
        }
        return order;
    }

    private TopUp failed(TopUp order, String failure) throws SQLException {
        return failed(order, failure, PaymentOutcome.DECLINED);
    }

    private TopUp failed(TopUp order, String failure, PaymentOutcome outcome) throws SQLException {
        LOG.info("The automatic top-up {} failed: {}", order.id(), failure);
        boolean[] isNew = {false};
        TopUp after = Transaction.run(dataSource, transaction -> {
            Automatic wish = Statements.first(
                    transaction,
                    "SELECT " + COLUMNS + " FROM payment.automatic WHERE account_id = ? FOR NO KEY UPDATE",
                    AutomaticTopUps::read,
                    order.account());
            TopUp held = TopUpTable.lock(transaction, order.id());
            if (!held.isOpen()) {
                return held;
            }
            isNew[0] = true;
            TopUpTable.over(transaction, order.id(), State.FAILED, failure, now());
            if (wish != null && wish.enabled()) {
                count(transaction, wish, failure);
            }
            return TopUpTable.lock(transaction, order.id());
        });
        if (isNew[0]) {
            topUps.tell(order.account(), order.creditCents(), outcome);
        }
        return after;
    }

    private void count(Connection transaction, Automatic wish, String failure) throws SQLException {
        boolean asksForThem = failure.equals(StripeApi.AUTHENTICATION_REQUIRED);
        boolean stops = asksForThem || wish.failures() + 1 >= FAILURES_AT_MOST;
        Statements.update(
                transaction, """
                UPDATE payment.automatic SET failures = failures + 1, enabled = ?, stopped_because = ? WHERE account_id = ?
                """, !stops, stops ? asksForThem ? failure : THREE_FAILURES : null, wish.account());
        if (stops) {
            letters.write(
                    transaction,
                    wish.account(),
                    asksForThem ? Template.TOP_UP_AUTHENTICATION : Template.AUTOMATIC_TOP_UP_STOPPED,
                    wish.amountCents());
        }
    }

    private static Automatic read(ResultSet row) throws SQLException {
        return new Automatic(
                row.getObject("account_id", UUID.class),
                row.getBoolean("enabled"),
                row.getLong("threshold_cents"),
                row.getLong("amount_cents"),
                row.getLong("month_cents"),
                row.getInt("failures"),
                row.getString("stopped_because"),
                Statements.instant(row, "rests_until"),
                row.getLong("revision"));
    }
}
