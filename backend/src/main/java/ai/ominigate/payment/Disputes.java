package ai.ominigate.payment;

import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.signal.DisputedPayments;
import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.PaymentBooks;
import ai.ominigate.billing.PaymentBooks.Back;
import ai.ominigate.billing.PaymentBooks.Reason;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.payment.DisputeEvidence;
import ai.ominigate.payment.StripeApi.Contested;
import ai.ominigate.payment.StripeApi.Warned;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Payments that a bank takes back, or warns of. What the bank took is taken back from the account, whoever looks for abuse is
 * told, and the account is suspended for an hour at most, in which they decide: nothing that a program decides lasts longer
 * (GDPR, article 22). If the bank decides for us, all of that is undone. Blocks.
 */
@Singleton
final class Disputes {
    private static final Logger LOG = LoggerFactory.getLogger(Disputes.class);
    private static final Duration LOOK_EVERY = Duration.ofHours(6);
    private static final int AT_ONCE = 50;
    static final String COLUMNS = """
            object, kind, top_up, account_id, cents, status, reason, evidence, answer_by, turns, taken_cents, froze, opened_at,
            told_at, closed_at
            """;

    private final DataSource dataSource;
    private final StripeApi stripe;
    private final TopUps topUps;
    private final PaymentBooks books;
    private final Accounts accounts;
    private final Decisions decisions;
    private final DisputedPayments abuse;
    private final InstantSource clock;

    Disputes(
            DataSource dataSource,
            StripeApi stripe,
            TopUps topUps,
            PaymentBooks books,
            Accounts accounts,
            Decisions decisions,
            DisputedPayments abuse,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.stripe = stripe;
        this.topUps = topUps;
        this.books = books;
        this.accounts = accounts;
        this.decisions = decisions;
        this.abuse = abuse;
        this.clock = clock;
    }

    /** Whether the bank takes it back, or warns that somebody may want it to. */
    enum Kind {
        DISPUTE,
        WARNING
    }

    /**
     * A dispute or a warning.
     *
     * @param status Stripe's word; {@code warned} for a warning
     * @param reason Stripe's word for why; null for a warning
     * @param evidence whether the bank was answered; null where it takes no answer
     * @param answerBy until when it can be answered; null where it takes no answer
     * @param takenCents how much of it the books have taken from the account now
     * @param froze whether the account was suspended because of this
     */
    record Contest(
            String object,
            Kind kind,
            UUID topUp,
            UUID account,
            long cents,
            String status,
            @Nullable String reason,
            @Nullable DisputeEvidence evidence,
            @Nullable Instant answerBy,
            int turns,
            long takenCents,
            boolean froze,
            Instant openedAt,
            @Nullable Instant toldAt,
            @Nullable Instant closedAt) {}

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Asks Stripe about a dispute and does what follows. */
    void bring(String object) throws SQLException, StripeProblem {
        bring(stripe.dispute(object));
    }

    void bring(Contested dispute) throws SQLException, StripeProblem {
        TopUp order = paid(dispute.id(), dispute.payment(), dispute.cents());
        if (order == null) {
            return;
        }
        boolean isWon = dispute.isClosed() && dispute.takenCents() == 0;
        boolean mayThaw = isWon && !isDecided(order.account());
        Transaction.run(dataSource, transaction -> {
            TopUp held = TopUpTable.lock(transaction, order.id());
            Contest before = opened(
                    transaction,
                    held,
                    dispute.id(),
                    Kind.DISPUTE,
                    dispute.cents(),
                    dispute.status(),
                    dispute.isClosed());
            take(transaction, held, before, dispute.takenCents());
            Instant now = now();
            Statements.update(
                    transaction,
                    """
                    UPDATE payment.dispute
                    SET status = ?, cents = ?, reason = ?, evidence = ?, answer_by = ?, closed_at = CASE WHEN ? THEN coalesce(closed_at, ?::timestamptz) END,
                        look_at = ?
                    WHERE object = ?
                    """,
                    dispute.status(),
                    dispute.cents(),
                    dispute.reason(),
                    dispute.evidence() == null ? null : dispute.evidence().name(),
                    dispute.answerBy(),
                    dispute.isClosed(),
                    now,
                    dispute.isClosed() ? null : now.plus(LOOK_EVERY),
                    dispute.id());
            if (isWon) {
                thaw(transaction, held, mayThaw);
            }
            return true;
        });
        tellWhatWasNotTold();
        if (isWon) {
            endFreeze(order.account());
        }
    }

    /** Unless the bank has something else to decide about the account. */
    private void endFreeze(UUID account) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            if (!exists(transaction, "account_id = ? AND (closed_at IS NULL OR taken_cents > 0)", account)) {
                decisions.thaw(transaction, account);
            }
            return true;
        });
    }

    /** A bank warns that a payment was fraud. Nothing is taken yet; the account is suspended. */
    void warned(String object) throws SQLException, StripeProblem {
        Warned warning = stripe.warning(object);
        String charge = warning.charge();
        String payment = warning.payment() == null && charge != null ? stripe.paymentOf(charge) : warning.payment();
        TopUp order = paid(object, payment, 0);
        if (order != null) {
            Transaction.run(dataSource, transaction -> {
                opened(transaction, TopUpTable.lock(transaction, order.id()), object, Kind.WARNING, 0, "warned", false);
                return true;
            });
            tellWhatWasNotTold();
        }
    }

    /** The order that it is about, credited; null if it is none of ours. */
    private @Nullable TopUp paid(String object, @Nullable String payment, long cents)
            throws SQLException, StripeProblem {
        TopUp order = payment == null
                ? null
                : Transaction.run(dataSource, connection -> TopUpTable.withIntent(connection, payment));
        if (order == null) {
            LOG.warn("{} is about a payment that we do not know; finance has to look at it", object);
            Transaction.run(dataSource, transaction -> {
                Differences.found(transaction, Differences.Kind.DISPUTE_AMOUNT, object, 0L, cents, now());
                return true;
            });
            return null;
        }
        TopUp paid = topUps.bring(order.id());
        return paid.state() == TopUp.State.PAID ? paid : null;
    }

    private Contest opened(
            Connection transaction, TopUp order, String object, Kind kind, long cents, String status, boolean isClosed)
            throws SQLException {
        Contest known = lock(transaction, object);
        if (known != null) {
            return known;
        }
        Statements.update(
                transaction,
                """
                INSERT INTO payment.dispute (object, kind, top_up, account_id, cents, status, froze, opened_at, closed_at)
                VALUES (?, ?, ?, ?, ?, ?, FALSE, ?, ?)
                """,
                object,
                kind.name(),
                order.id(),
                order.account(),
                cents,
                status,
                now(),
                isClosed ? now() : null);
        return Objects.requireNonNull(lock(transaction, object));
    }

    private static @Nullable Contest lock(Connection transaction, String object) throws SQLException {
        return Statements.first(
                transaction,
                "SELECT " + COLUMNS + " FROM payment.dispute WHERE object = ? FOR NO KEY UPDATE",
                Disputes::read,
                object);
    }

    private void take(Connection transaction, TopUp order, Contest dispute, long cents) throws SQLException {
        if (dispute.takenCents() == cents) {
            return;
        }
        // Given back as it was taken, then taken as it is now: so a part of a payment is always the same part of it.
        String intent = Objects.requireNonNull(order.intent());
        int turn = dispute.turns();
        if (dispute.takenCents() > 0) {
            Back back = Back.of(order.paid(), Cents.nanos(dispute.takenCents()));
            books.giveBack(
                    transaction, Reason.DISPUTE, dispute.account(), intent, back, dispute.object() + ":" + ++turn);
        }
        if (cents > 0) {
            Back back = Back.of(order.paid(), Cents.nanos(cents));
            books.claim(transaction, Reason.DISPUTE, dispute.account(), intent, back, dispute.object() + ":" + ++turn);
        }
        Statements.update(
                transaction,
                "UPDATE payment.dispute SET taken_cents = ?, turns = ? WHERE object = ?",
                cents,
                turn,
                dispute.object());
    }

    /** Of an account that an earlier version of the program suspended for disputes alone, which are over and were won. */
    private void thaw(Connection transaction, TopUp order, boolean mayThaw) throws SQLException {
        Instant now = now();
        Statements.update(
                transaction,
                "UPDATE payment.dispute SET closed_at = ? WHERE top_up = ? AND kind = 'WARNING' AND closed_at IS NULL",
                now,
                order.id());
        Account account = accounts.lock(transaction, order.account());
        boolean froze = exists(transaction, "account_id = ? AND froze", order.account());
        boolean other =
                exists(transaction, "account_id = ? AND (closed_at IS NULL OR taken_cents > 0)", order.account());
        if (!mayThaw || account == null || account.status() != Account.Status.SUSPENDED || !froze || other) {
            return;
        }
        accounts.setStatus(transaction, order.account(), Account.Status.ACTIVE);
        Statements.update(
                transaction, "UPDATE payment.dispute SET froze = FALSE WHERE account_id = ?", order.account());
        LOG.info("The account {} is in service again, as its dispute was won", order.account());
    }

    /** Whether somebody has decided about the account, and that holds or is to; what a rule does for an hour ends by itself. */
    private boolean isDecided(UUID account) throws SQLException {
        return decisions.of(new Entity.Account(account)).stream()
                .filter(decision -> !decision.automatic())
                .map(Decision::state)
                .anyMatch(state -> state != DecisionState.ENDED);
    }

    private static boolean exists(Connection connection, String condition, UUID account) throws SQLException {
        return Statements.first(
                        connection, "SELECT object FROM payment.dispute WHERE " + condition, row -> true, account)
                != null;
    }

    /** Looks at disputes that are open. */
    void sweep() throws SQLException {
        Instant now = now();
        List<String> due = Transaction.run(
                dataSource,
                transaction ->
                        Statements.list(transaction, """
                        UPDATE payment.dispute SET look_at = ?
                        WHERE object IN (
                            SELECT object FROM payment.dispute WHERE look_at <= ? ORDER BY look_at LIMIT ?
                            FOR UPDATE SKIP LOCKED)
                        RETURNING object
                        """, row -> row.getString(1), now.plus(LOOK_EVERY), now, AT_ONCE));
        for (String object : due) {
            try {
                bring(object);
            } catch (StripeProblem e) {
                LOG.info("The dispute {} waits: {}", object, e.getMessage());
            }
        }
        tellWhatWasNotTold();
    }

    /**
     * Whoever looks for abuse is told, and the account is suspended until they have looked, and it is written down that they
     * were: all or nothing. After what is taken back was
     * written down, as whoever decides about abuse holds cases and decisions before accounts.
     */
    private void tellWhatWasNotTold() throws SQLException {
        List<String> untold = Transaction.run(
                dataSource,
                connection -> Statements.list(
                        connection,
                        "SELECT object FROM payment.dispute WHERE told_at IS NULL ORDER BY opened_at LIMIT ?",
                        row -> row.getString(1),
                        AT_ONCE));
        for (String object : untold) {
            Transaction.run(dataSource, transaction -> tell(transaction, object));
        }
    }

    private boolean tell(Connection transaction, String object) throws SQLException {
        Contest contest = Objects.requireNonNull(lock(transaction, object));
        if (contest.toldAt() != null) {
            return false;
        }
        List<Instant> all = Statements.list(
                transaction,
                "SELECT opened_at FROM payment.dispute WHERE account_id = ?",
                row -> Objects.requireNonNull(Statements.instant(row, "opened_at")),
                contest.account());
        UUID caseId = abuse.raise(transaction, contest.account(), object, contest.openedAt(), all);
        UUID freeze = caseId == null || contest.closedAt() != null
                ? null
                : decisions.freeze(transaction, contest.account(), caseId, "Payment taken back");
        if (freeze != null) {
            LOG.warn("The account {} is suspended for an hour at most because of {}", contest.account(), object);
        }
        Statements.update(
                transaction,
                "UPDATE payment.dispute SET told_at = ?, froze = ? WHERE object = ?",
                now(),
                freeze != null,
                object);
        return true;
    }

    static Contest read(ResultSet row) throws SQLException {
        String evidence = row.getString("evidence");
        return new Contest(
                row.getString("object"),
                Kind.valueOf(row.getString("kind")),
                row.getObject("top_up", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getLong("cents"),
                row.getString("status"),
                row.getString("reason"),
                evidence == null ? null : DisputeEvidence.valueOf(evidence),
                Statements.instant(row, "answer_by"),
                row.getInt("turns"),
                row.getLong("taken_cents"),
                row.getBoolean("froze"),
                Objects.requireNonNull(Statements.instant(row, "opened_at")),
                Statements.instant(row, "told_at"),
                Statements.instant(row, "closed_at"));
    }
}
