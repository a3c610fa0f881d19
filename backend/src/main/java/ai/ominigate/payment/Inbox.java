package ai.ominigate.payment;

import ai.ominigate.abuse.signal.Observation.PaymentOutcome;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.WorkGate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.annotation.PreDestroy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Stripe told us of, each event once, and that it was looked at. An event is only a reason to look: what it is about
 * is fetched again, so events may come late, twice, in any order or never.
 */
@Context
final class Inbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final String CHANNEL = "payment_inbox";

    /** A look takes less; if its node dies in it, another looks after this time. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_RETRY = Duration.ofHours(1);
    private static final double MILLIS = 1_000;
    private static final int MOST_DOUBLINGS = 10;
    private static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);
    private static final Duration KEPT = Duration.ofDays(90);

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final StripeApi stripe;
    private final TopUps topUps;
    private final Refunds refunds;
    private final Disputes disputes;
    private final CardChecks cards;
    private final InstantSource clock;
    private final AtomicReference<Queue> queue = new AtomicReference<>(new Queue(0, null));
    private final Notifications.@Nullable Subscription subscription;

    Inbox(
            DataSource dataSource,
            PaymentSettings settings,
            StripeApi stripe,
            TopUps topUps,
            Refunds refunds,
            Disputes disputes,
            CardChecks cards,
            Notifications notifications,
            WorkGate gate,
            InstantSource clock,
            MeterRegistry metrics) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.stripe = stripe;
        this.topUps = topUps;
        this.refunds = refunds;
        this.disputes = disputes;
        this.cards = cards;
        this.clock = clock;
        if (settings.isOn()) {
            Gauge.builder(
                            "ominigate.payment.inbox.waiting",
                            queue,
                            known -> known.get().waiting())
                    .description("What Stripe has told and nobody has looked at yet")
                    .register(metrics);
            Gauge.builder(
                            "ominigate.payment.inbox.oldest",
                            queue,
                            known -> secondsSince(known.get().oldest()))
                    .baseUnit("seconds")
                    .description("How long the first of it has waited")
                    .register(metrics);
        }
        this.subscription = settings.isOn() ? notifications.listen(CHANNEL, gate.behind(this::work)) : null;
    }

    /** How much waits, and since when the first of it. */
    private record Queue(long waiting, @Nullable Instant oldest) {}

    private double secondsSince(@Nullable Instant oldest) {
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / MILLIS;
    }

    private Queue waiting() throws SQLException {
        return Transaction.run(
                dataSource,
                transaction -> Objects.requireNonNull(Statements.first(
                        transaction,
                        "SELECT count(*) AS waiting, min(received_at) AS oldest FROM payment.inbox WHERE try_at IS NOT NULL",
                        row -> new Queue(row.getLong("waiting"), Statements.instant(row, "oldest")))));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Takes an event in; durable when this returns. Again is the same as once. */
    void take(String event, String type, String object) throws SQLException {
        boolean known = isLookedAt(type);
        Instant now = now();
        Transaction.run(dataSource, transaction -> {
            int taken = Statements.update(
                    transaction, """
                    INSERT INTO payment.inbox (event, type, object, status, received_at, try_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (event) DO NOTHING
                    """, event, type, object, known ? "WAITING" : "IGNORED", now, known ? now : null);
            if (taken == 1 && known) {
                Statements.first(transaction, "SELECT pg_notify(?, '')", row -> true, CHANNEL);
            }
            return true;
        });
    }

    private static boolean isLookedAt(String type) {
        return type.startsWith("checkout.session.")
                || type.startsWith("payment_intent.")
                || type.startsWith("charge.")
                || type.startsWith("refund.")
                || type.startsWith("radar.early_fraud_warning.");
    }

    private record Waiting(String event, String type, String object, Instant receivedAt, int tries) {}

    /** Looks at everything that waits. */
    void work() throws SQLException {
        if (!settings.isOn()) {
            return;
        }
        Waiting next = next();
        while (next != null) {
            look(next);
            next = next();
        }
        queue.set(waiting());
    }

    private @Nullable Waiting next() throws SQLException {
        Instant now = now();
        return Transaction.run(
                dataSource,
                transaction -> Statements.first(
                        transaction,
                        """
                        UPDATE payment.inbox SET tries = tries + 1, try_at = ?
                        WHERE event = (
                            SELECT event FROM payment.inbox WHERE try_at <= ? ORDER BY try_at LIMIT 1
                            FOR UPDATE SKIP LOCKED)
                        RETURNING event, type, object, received_at, tries
                        """,
                        row -> new Waiting(
                                row.getString("event"),
                                row.getString("type"),
                                row.getString("object"),
                                Objects.requireNonNull(Statements.instant(row, "received_at")),
                                row.getInt("tries")),
                        now.plus(LEASE),
                        now));
    }

    private void look(Waiting event) throws SQLException {
        try {
            about(event);
            over(event, "DONE");
        } catch (StripeProblem.Away e) {
            later(event, e.getMessage());
        } catch (StripeProblem e) {
            LOG.warn("The event {} ({}) is ignored: {}", event.event(), event.type(), e.getMessage());
            over(event, "IGNORED");
        } catch (SQLException e) {
            // What the database refused would go wrong again at once; what is away is found out by the next.
            LOG.warn("The event {} ({}) waits: SQL state {}", event.event(), event.type(), e.getSQLState());
            later(event, "the database");
        } catch (RuntimeException e) {
            LOG.error("The event {} ({}) waits, as something is wrong", event.event(), event.type(), e);
            later(event, "a mistake of ours");
        }
    }

    private void later(Waiting event, @Nullable String why) throws SQLException {
        Instant now = now();
        if (event.receivedAt().plus(GIVEN_UP_AFTER).isBefore(now)) {
            LOG.error("The event {} ({}) is given up: {}", event.event(), event.type(), why);
            over(event, "GIVEN_UP");
            return;
        }
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(event.tries() - 1, MOST_DOUBLINGS));
        Instant next = now.plus(wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY);
        Transaction.run(
                dataSource,
                transaction -> Statements.update(
                        transaction,
                        "UPDATE payment.inbox SET try_at = ? WHERE event = ? AND status = 'WAITING'",
                        next,
                        event.event()));
    }

    private void over(Waiting event, String status) throws SQLException {
        Transaction.run(
                dataSource,
                transaction -> Statements.update(
                        transaction,
                        "UPDATE payment.inbox SET status = ?, try_at = NULL WHERE event = ? AND status = 'WAITING'",
                        status,
                        event.event()));
    }

    private void about(Waiting event) throws SQLException, StripeProblem {
        String object = event.object();
        switch (object.substring(0, object.indexOf('_'))) {
            case "cs" -> checkout(object);
            case "pi" -> payment(event.type(), object);
            case "ch", "py" -> charge(event.type(), object);
            case "re", "pyr" -> refunds.bring(object);
            case "dp", "du" -> disputes.bring(object);
            case "issfr" -> disputes.warned(object);
            default -> LOG.debug("Nothing is known of {}", event.type());
        }
    }

    private void checkout(String session) throws SQLException, StripeProblem {
        TopUp order = Transaction.run(dataSource, connection -> TopUpTable.withSession(connection, session));
        if (order != null) {
            topUps.bring(order.id());
            return;
        }
        if (cards.bring(session)) {
            return;
        }
        // It may have been paid before we could write down what it is called.
        UUID named = orderNamed(stripe.checkout(session).order());
        if (named != null) {
            Transaction.run(dataSource, transaction -> {
                TopUpTable.opened(transaction, named, session, null, now());
                return true;
            });
            topUps.bring(named);
        }
    }

    private @Nullable UUID orderNamed(@Nullable String order) throws SQLException {
        try {
            UUID id = order == null ? null : UUID.fromString(order);
            return id == null || Transaction.run(dataSource, connection -> TopUpTable.find(connection, id)) == null
                    ? null
                    : id;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void payment(String type, String intent) throws SQLException, StripeProblem {
        TopUp order = Transaction.run(dataSource, connection -> TopUpTable.withIntent(connection, intent));
        if (order != null && (order.state() == TopUp.State.PAID || order.state() == TopUp.State.RETURNED)) {
            return;
        }
        StripeApi.Payment payment = stripe.payment(intent);
        UUID id = order == null ? orderNamed(payment.order()) : order.id();
        if (id == null) {
            LOG.debug("{} is of no order of ours", intent);
            return;
        }
        TopUp after = topUps.bring(id);
        if (!intent.equals(after.intent()) && (payment.succeeded() || after.session() == null)) {
            after = topUps.settle(id, payment, 0);
        }
        if (type.equals("payment_intent.payment_failed") && after.kind() == TopUp.Kind.CHECKOUT) {
            topUps.tell(
                    after.account(),
                    after.creditCents(),
                    payment.risk() == StripeApi.Risk.BLOCKED ? PaymentOutcome.BLOCKED : PaymentOutcome.DECLINED);
        }
    }

    /** Does what follows from what became of a charge. */
    void charge(String type, String charge) throws SQLException, StripeProblem {
        TopUp known = Transaction.run(dataSource, connection -> TopUpTable.withCharge(connection, charge));
        String intent = known == null ? stripe.paymentOf(charge) : known.intent();
        if (intent != null) {
            payment(type, intent);
            if (type.equals("charge.refunded")) {
                refunds.bringAll(intent);
            }
        }
    }

    /** Forgets what was looked at long ago. */
    void forgetOld() throws SQLException {
        Instant before = now().minus(KEPT);
        Transaction.run(
                dataSource,
                transaction -> Statements.update(
                        transaction,
                        "DELETE FROM payment.inbox WHERE received_at < ? AND status <> 'WAITING'",
                        before));
    }

    @Override
    @PreDestroy
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
