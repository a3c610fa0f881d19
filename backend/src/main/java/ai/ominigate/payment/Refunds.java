package ai.ominigate.payment;

import ai.ominigate.abuse.decision.RefundsDue;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.PaymentBooks;
import ai.ominigate.billing.PaymentBooks.Back;
import ai.ominigate.billing.PaymentBooks.Reason;
import ai.ominigate.payment.StripeApi.Returned;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Money that goes back. What is to be paid back is taken out of the wallet before Stripe is asked, so that it cannot be
 * spent meanwhile, and is there again if Stripe could not pay it back. Refunds that somebody made at Stripe's are booked when
 * they are seen. Blocks.
 */
@Singleton
public final class Refunds {
    private static final Logger LOG = LoggerFactory.getLogger(Refunds.class);
    private static final Duration FIRST_LOOK = Duration.ofMinutes(1);
    private static final Duration NEXT_LOOK = Duration.ofHours(1);
    static final String COLUMNS = """
            id, top_up, account_id, cents, cause, decision, state, failure, request_key, object, turns, taken_cents, asked_at,
            settled_at
            """;

    private final DataSource dataSource;
    private final StripeApi stripe;
    private final TopUps topUps;
    private final PaymentBooks books;
    private final Balances balances;
    private final InstantSource clock;

    Refunds(
            DataSource dataSource,
            StripeApi stripe,
            TopUps topUps,
            PaymentBooks books,
            Balances balances,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.stripe = stripe;
        this.topUps = topUps;
        this.books = books;
        this.balances = balances;
        this.clock = clock;
    }

    /** Why something is paid back. */
    public enum Cause {
        /** The customer does not want it any more. */
        UNUSED,
        /** The account was closed. */
        CLOSED,
        /** Somebody did it at Stripe's. */
        ELSEWHERE,
        /** It was paid when the account was closed or forgotten, and was never credited: all of it goes back. */
        ACCOUNT_GONE
    }

    /** What became of it. */
    public enum State {
        /** It is out of the wallet; Stripe is asked. */
        PREPARED,
        /** Stripe pays it back, which can take days. */
        PENDING,
        /** It is paid back. */
        PAID,
        /** Stripe could not; it is in the wallet again. */
        FAILED
    }

    /**
     * A refund.
     *
     * @param decision by which the account was closed; null if it was not
     * @param failure the class of why it failed; null if it did not
     * @param object what Stripe calls it; null before Stripe has answered
     * @param turns how often the books have taken it and given it back
     * @param takenCents how much of it the books have taken from the account now
     */
    public record Refund(
            UUID id,
            UUID topUp,
            UUID account,
            long cents,
            Cause cause,
            @Nullable UUID decision,
            State state,
            @Nullable String failure,
            String requestKey,
            @Nullable String object,
            int turns,
            long takenCents,
            Instant askedAt,
            @Nullable Instant settledAt) {}

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What of a top-up can be paid back now, in whole cents. */
    public long unusedCents(Connection transaction, TopUp order) throws SQLException {
        String intent = order.intent();
        return order.state() != TopUp.State.PAID || intent == null
                ? 0
                : Cents.wholeOf(books.unused(transaction, order.account(), intent));
    }

    /**
     * Takes unused credit of a top-up out of the wallet, to be paid back; {@link #send} asks Stripe once this has committed.
     * The fee is not paid back.
     *
     * @throws Refused if not so much of it is unused
     */
    public Refund prepare(Connection transaction, UUID topUp, long cents, Cause cause, @Nullable UUID decision)
            throws SQLException {
        TopUp order = TopUpTable.lock(transaction, topUp);
        String intent = order.intent();
        UUID id = UuidV7.at(now());
        if (order.state() != TopUp.State.PAID
                || intent == null
                || !books.takeUnused(transaction, order.account(), intent, Cents.nanos(cents), id + ":1")) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "not_unused",
                    "Not so much of this top-up is unused: $%s can be paid back."
                            .formatted(TopUps.dollars(unusedCents(transaction, order))));
        }
        Instant now = now();
        Statements.update(
                transaction,
                """
                INSERT INTO payment.refund (
                    id, top_up, account_id, cents, cause, decision, state, request_key, turns, taken_cents, asked_at, look_at)
                VALUES (?, ?, ?, ?, ?, ?, 'PREPARED', ?, 1, ?, ?, ?)
                """,
                id,
                topUp,
                order.account(),
                cents,
                cause.name(),
                decision,
                "refund:" + id,
                cents,
                now,
                now.plus(FIRST_LOOK));
        return lock(transaction, id);
    }

    /**
     * All of a payment is to be paid back that was credited to nobody, once; the {@link #sweep} asks Stripe when this has committed.
     * If it cannot be paid back, it stays in suspense, and is finance's.
     */
    static void prepareWhole(Connection transaction, TopUp order, long cents, Instant now) throws SQLException {
        UUID id = UuidV7.at(now);
        Statements.update(transaction, """
                INSERT INTO payment.refund (id, top_up, account_id, cents, cause, state, request_key, asked_at, look_at)
                VALUES (?, ?, ?, ?, 'ACCOUNT_GONE', 'PREPARED', ?, ?, ?)
                ON CONFLICT (top_up) WHERE cause = 'ACCOUNT_GONE' DO NOTHING
                """, id, order.id(), order.account(), cents, "refund:" + id, now, now);
    }

    private static Refund lock(Connection transaction, UUID id) throws SQLException {
        return Objects.requireNonNull(Statements.first(
                transaction,
                "SELECT " + COLUMNS + " FROM payment.refund WHERE id = ? FOR NO KEY UPDATE",
                Refunds::read,
                id));
    }

    /** Has Stripe pay back what was prepared. If it does not answer, that is tried again later. */
    public void send(UUID id) throws SQLException {
        try {
            sendOrFail(id);
        } catch (StripeProblem e) {
            LOG.info("The refund {} waits: {}", id, e.getMessage());
        }
    }

    private void sendOrFail(UUID id) throws SQLException, StripeProblem {
        Refund refund = Transaction.run(dataSource, transaction -> lock(transaction, id));
        TopUp order = Objects.requireNonNull(
                Transaction.run(dataSource, connection -> TopUpTable.find(connection, refund.topUp())));
        if (refund.state() != State.PREPARED) {
            return;
        }
        String intent = Objects.requireNonNull(order.intent());
        if (refund.askedAt().plus(StripeApi.KEYS_LAST).isBefore(now())) {
            // The key may be forgotten there: what it made, if it did, is looked for before anything is paid again.
            Returned made = stripe.refundsOf(intent).stream()
                    .filter(returned -> id.toString().equals(returned.refund()))
                    .findFirst()
                    .orElse(null);
            if (made != null) {
                apply(id, made);
            } else {
                fail(id, "not_sent");
            }
            return;
        }
        try {
            apply(id, stripe.payBack(id, intent, refund.cents(), refund.requestKey()));
        } catch (StripeProblem.Refused e) {
            fail(id, e.code());
        } catch (StripeProblem.Declined e) {
            fail(id, e.failure());
        } catch (StripeProblem.NotThere e) {
            fail(id, "payment_unknown");
        }
    }

    private void fail(UUID id, String failure) throws SQLException {
        LOG.warn("The refund {} failed ({}); whoever it was of has it again", id, failure);
        Transaction.run(dataSource, transaction -> {
            Refund refund = lock(transaction, id);
            if (refund.state() == State.PREPARED) {
                TopUp order = TopUpTable.lock(transaction, refund.topUp());
                take(transaction, order, refund, 0);
                settle(transaction, id, State.FAILED, failure, refund.object());
            }
            return true;
        });
    }

    /** Asks Stripe about a refund, whoever made it, and does what follows. */
    void bring(String object) throws SQLException, StripeProblem {
        bring(stripe.refund(object));
    }

    /** The same for all refunds of a payment. */
    void bringAll(String intent) throws SQLException, StripeProblem {
        for (Returned returned : stripe.refundsOf(intent)) {
            bring(returned);
        }
    }

    void bring(Returned returned) throws SQLException, StripeProblem {
        String intent = returned.payment();
        TopUp order = intent == null
                ? null
                : Transaction.run(dataSource, connection -> TopUpTable.withIntent(connection, intent));
        if (order == null) {
            LOG.debug("{} is of no order of ours", returned.id());
            return;
        }
        TopUp paid = topUps.bring(order.id());
        UUID id = Transaction.run(dataSource, transaction -> {
            TopUpTable.lock(transaction, paid.id());
            UUID known = Statements.first(
                    transaction,
                    "SELECT id FROM payment.refund WHERE top_up = ? AND (object = ? OR object IS NULL AND id::text = ?)",
                    row -> row.getObject(1, UUID.class),
                    paid.id(),
                    returned.id(),
                    returned.refund() == null ? "" : returned.refund());
            return known == null && paid.state() == TopUp.State.PAID ? adopt(transaction, paid, returned) : known;
        });
        if (id != null) {
            apply(id, returned);
        }
    }

    private UUID adopt(Connection transaction, TopUp order, Returned returned) throws SQLException {
        UUID id = UuidV7.at(now());
        Statements.update(
                transaction,
                """
                INSERT INTO payment.refund (id, top_up, account_id, cents, cause, state, request_key, object, asked_at)
                VALUES (?, ?, ?, ?, 'ELSEWHERE', 'PENDING', ?, ?, ?)
                """,
                id,
                order.id(),
                order.account(),
                returned.cents(),
                "refund:" + id,
                returned.id(),
                now());
        return id;
    }

    private void apply(UUID id, Returned returned) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            Refund refund = lock(transaction, id);
            TopUp order = TopUpTable.lock(transaction, refund.topUp());
            if (refund.object() != null && !refund.object().equals(returned.id())) {
                return false;
            }
            if (returned.cents() != refund.cents() || !TopUp.CURRENCY.equals(returned.currency())) {
                Differences.found(
                        transaction,
                        Differences.Kind.REFUND_AMOUNT,
                        returned.id(),
                        refund.cents(),
                        returned.cents(),
                        now());
            }
            take(transaction, order, refund, returned.failed() ? 0 : refund.cents());
            State state = returned.failed() ? State.FAILED : returned.succeeded() ? State.PAID : State.PENDING;
            settle(transaction, id, state, returned.failure(), returned.id());
            if (state == State.PAID && refund.decision() != null) {
                settleDecision(transaction, refund.decision(), returned.id());
            }
            return true;
        });
    }

    /** Has the books take so much of it from the account, or give back what is more. */
    private void take(Connection transaction, TopUp order, Refund refund, long cents) throws SQLException {
        String intent = Objects.requireNonNull(order.intent());
        long more = cents - refund.takenCents();
        if (more == 0 || refund.cause() == Cause.ACCOUNT_GONE) {
            return;
        }
        String key = refund.id() + ":" + (refund.turns() + 1);
        // What we pay back ourselves is credit alone; what others did may be more.
        long moved = Cents.nanos(Math.abs(more));
        Back back = refund.cause() == Cause.ELSEWHERE ? Back.of(order.paid(), moved) : new Back(moved, 0, 0);
        if (more > 0) {
            books.claim(transaction, Reason.REFUND, refund.account(), intent, back, key);
        } else {
            books.giveBack(transaction, Reason.REFUND, refund.account(), intent, back, key);
        }
        Statements.update(
                transaction,
                "UPDATE payment.refund SET taken_cents = ?, turns = turns + 1 WHERE id = ?",
                cents,
                refund.id());
    }

    private void settle(Connection transaction, UUID id, State state, @Nullable String failure, @Nullable String object)
            throws SQLException {
        boolean isOver = state == State.PAID || state == State.FAILED;
        Instant now = now();
        Statements.update(
                transaction, """
                UPDATE payment.refund
                SET state = ?, failure = ?, object = ?, look_at = ?,
                    settled_at = CASE WHEN ? THEN coalesce(settled_at, ?::timestamptz) END
                WHERE id = ?
                """, state.name(), failure, object, isOver ? null : now.plus(NEXT_LOOK), isOver, now, id);
    }

    /** Looks at refunds that are under way. */
    void sweep() throws SQLException {
        Instant now = now();
        List<Refund> due = Transaction.run(
                dataSource,
                transaction -> Statements.list(
                        transaction, """
                        UPDATE payment.refund SET look_at = ?
                        WHERE id IN (
                            SELECT id FROM payment.refund WHERE look_at <= ? ORDER BY look_at LIMIT 50
                            FOR UPDATE SKIP LOCKED)
                        RETURNING
                        """ + COLUMNS, Refunds::read, now.plus(FIRST_LOOK.multipliedBy(5)), now));
        for (Refund refund : due) {
            try {
                if (refund.object() == null) {
                    sendOrFail(refund.id());
                } else {
                    bring(refund.object());
                }
            } catch (StripeProblem e) {
                LOG.info("The refund {} waits: {}", refund.id(), e.getMessage());
            }
        }
    }

    /** Pays back what is due to accounts that were closed, as soon as none of it is set aside for calls any more. */
    void payWhatIsDue() throws SQLException {
        List<RefundsDue.Due> open = Transaction.run(dataSource, connection -> RefundsDue.open(connection, 50));
        for (RefundsDue.Due due : open) {
            if (balances.of(due.account()).held() == 0) {
                for (UUID refund : Transaction.run(dataSource, transaction -> prepareAll(transaction, due))) {
                    send(refund);
                }
            }
        }
    }

    private List<UUID> prepareAll(Connection transaction, RefundsDue.Due due) throws SQLException {
        List<UUID> prepared = new ArrayList<>();
        for (TopUp order : TopUpTable.paid(transaction, due.account())) {
            boolean known = Statements.first(
                            transaction,
                            "SELECT id FROM payment.refund WHERE top_up = ? AND decision = ?",
                            row -> true,
                            order.id(),
                            due.decision())
                    != null;
            long cents = known ? 0 : unusedCents(transaction, order);
            if (cents > 0) {
                prepared.add(prepare(transaction, order.id(), cents, Cause.CLOSED, due.decision())
                        .id());
            }
        }
        if (prepared.isEmpty()) {
            settleDecision(transaction, due.decision(), "none");
        }
        return prepared;
    }

    /** Says that all is paid back once nothing of it is under way any more. */
    private void settleDecision(Connection transaction, UUID decision, String object) throws SQLException {
        boolean underWay = Statements.first(
                        transaction,
                        "SELECT id FROM payment.refund WHERE decision = ? AND state IN ('PREPARED', 'PENDING')",
                        row -> true,
                        decision)
                != null;
        boolean failed = Statements.first(
                        transaction,
                        "SELECT id FROM payment.refund WHERE decision = ? AND state = 'FAILED'",
                        row -> true,
                        decision)
                != null;
        if (!underWay && !failed) {
            RefundsDue.paid(transaction, decision, object, now());
        }
    }

    static Refund read(ResultSet row) throws SQLException {
        return new Refund(
                row.getObject("id", UUID.class),
                row.getObject("top_up", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getLong("cents"),
                Cause.valueOf(row.getString("cause")),
                row.getObject("decision", UUID.class),
                State.valueOf(row.getString("state")),
                row.getString("failure"),
                row.getString("request_key"),
                row.getString("object"),
                row.getInt("turns"),
                row.getLong("taken_cents"),
                Objects.requireNonNull(Statements.instant(row, "asked_at")),
                Statements.instant(row, "settled_at"));
    }
}
