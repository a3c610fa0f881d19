package ai.ominigate.payment;

import ai.ominigate.billing.PaymentBooks;
import ai.ominigate.billing.PaymentBooks.Movement;
import ai.ominigate.payment.Differences.Kind;
import ai.ominigate.payment.StripeApi.Moved;
import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds Stripe's books against ours, every night: each movement of our money there is of something that we know and of its
 * amount, each payment that we credited is there, and what Stripe has of ours is what the books say. Fees and payouts are
 * booked as they are found. What does not agree is a {@link Differences difference} until it is settled or gone. Blocks.
 */
@Singleton
class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /** A night that was missed, or a payment that was credited days after it was made, is still seen. */
    private static final Duration LOOKS_BACK = Duration.ofDays(4);

    /** A payment of this moment may not be in Stripe's list yet. */
    private static final Duration SETTLES_WITHIN = Duration.ofHours(1);

    private static final Duration DONE_BEFORE = Duration.ofHours(20);
    private static final LocalTime AT = LocalTime.of(3, 20);

    private final DataSource dataSource;
    private final PaymentSettings settings;
    private final StripeApi stripe;
    private final PaymentBooks books;
    private final Refunds refunds;
    private final Disputes disputes;
    private final Inbox inbox;
    private final InstantSource clock;

    Reconciliation(
            DataSource dataSource,
            PaymentSettings settings,
            StripeApi stripe,
            PaymentBooks books,
            Refunds refunds,
            Disputes disputes,
            Inbox inbox,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.stripe = stripe;
        this.books = books;
        this.refunds = refunds;
        this.disputes = disputes;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** What came of a look. */
    record Comparison(int movements, int differences, long oursCents, long theirCents) {}

    /** On one node, unless another has done it. */
    @Scheduled(cron = "0 20 3 * * ?", zoneId = "UTC")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void nightly() throws SQLException {
        if (!settings.isOn() || wasDone()) {
            return;
        }
        try {
            Comparison found = compare();
            LOG.info("Stripe's books were compared with ours: {}", found);
        } catch (StripeProblem e) {
            LOG.warn("Stripe's books were not compared with ours: {}", e.getMessage());
            failed(e);
        }
    }

    /** When it is next. */
    static Instant next(Instant now) {
        Instant today = LocalDate.ofInstant(now, ZoneOffset.UTC).atTime(AT).toInstant(ZoneOffset.UTC);
        return today.isAfter(now) ? today : today.plus(Duration.ofDays(1));
    }

    /** So that finance sees that it was tried, and why nothing came of it. */
    private void failed(StripeProblem problem) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String failure = switch (problem) {
            case StripeProblem.Refused refused -> refused.code();
            case StripeProblem.Declined declined -> declined.failure();
            case StripeProblem.NotThere ignored -> "not_there";
            case StripeProblem.Away ignored -> "away";
        };
        Transaction.run(
                dataSource,
                transaction ->
                        Statements.update(transaction, """
                INSERT INTO payment.comparison (day, done_at, movements, differences, failure)
                VALUES (?, ?, 0, (SELECT count(*) FROM payment.difference WHERE settled_at IS NULL), ?)
                ON CONFLICT (day) DO UPDATE SET done_at = excluded.done_at, failure = excluded.failure
                 WHERE comparison.failure IS NOT NULL
                """, LocalDate.ofInstant(now, ZoneOffset.UTC), now, failure));
    }

    private boolean wasDone() throws SQLException {
        Instant since = clock.instant().minus(DONE_BEFORE);
        return Transaction.run(
                dataSource,
                connection -> Statements.first(
                                connection,
                                "SELECT day FROM payment.comparison WHERE done_at > ? AND failure IS NULL",
                                row -> true,
                                since)
                        != null);
    }

    Comparison compare() throws SQLException, StripeProblem {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant from = now.minus(LOOKS_BACK);
        for (StripeApi.Returned refund : stripe.refundsSince(from)) {
            refunds.bring(refund);
        }
        for (StripeApi.Contested dispute : stripe.disputesSince(from)) {
            disputes.bring(dispute);
        }
        List<Moved> moved = stripe.movements(from, now.plusSeconds(60));
        Set<String> charges = new HashSet<>();
        bringUnknown(moved);
        for (Moved movement : moved) {
            Transaction.run(dataSource, transaction -> {
                book(transaction, movement, charges, now);
                return true;
            });
        }
        missing(charges, from.plus(Duration.ofDays(1)), now);
        return balance(moved.size(), now);
    }

    /** Payments that we know nothing of: every webhook may be lost, and the account forgotten meanwhile. */
    private void bringUnknown(List<Moved> moved) throws SQLException, StripeProblem {
        for (Moved movement : moved) {
            String charge = movement.source();
            boolean isPayment =
                    movement.type().equals("charge") || movement.type().equals("payment");
            if (isPayment
                    && charge != null
                    && Transaction.run(dataSource, connection -> TopUpTable.withCharge(connection, charge)) == null) {
                look(charge);
            }
        }
    }

    private void look(String charge) throws SQLException, StripeProblem {
        try {
            inbox.charge("charge.succeeded", charge);
        } catch (StripeProblem.Away e) {
            throw e;
        } catch (StripeProblem e) {
            // It stays a difference.
            LOG.info("Nothing more is known of {}: {}", charge, e.getMessage());
        }
    }

    private void book(Connection transaction, Moved moved, Set<String> charges, Instant now) throws SQLException {
        if (!TopUp.CURRENCY.equals(moved.currency())) {
            Differences.found(transaction, Kind.MOVEMENT_UNKNOWN, moved.id(), null, moved.cents(), now);
            return;
        }
        String source = moved.source() == null ? "" : moved.source();
        Movement movement = switch (moved.type()) {
            case "charge", "payment" -> {
                charges.add(source);
                payment(transaction, source, moved, now);
                yield Movement.PAYMENT;
            }
            case "refund", "payment_refund", "refund_failure", "payment_failure_refund" -> {
                known(transaction, "payment.refund", Kind.REFUND_AMOUNT, source, moved, now);
                yield Movement.REFUND;
            }
            case "adjustment" -> {
                known(transaction, "payment.dispute", Kind.DISPUTE_AMOUNT, source, moved, now);
                yield Movement.DISPUTE;
            }
            case "payout", "payout_cancel", "payout_failure" -> Movement.PAYOUT;
            case "stripe_fee", "tax_fee", "network_cost" -> Movement.FEE;
            default -> null;
        };
        if (movement == null) {
            Differences.found(transaction, Kind.MOVEMENT_UNKNOWN, moved.id(), null, moved.cents(), now);
        } else {
            books.moved(transaction, movement, Cents.nanos(moved.cents()), Cents.nanos(moved.feeCents()), moved.id());
        }
    }

    private static void payment(Connection transaction, String charge, Moved moved, Instant now) throws SQLException {
        Long ours = Statements.first(
                transaction,
                "SELECT credit_cents + fee_cents + tax_cents FROM payment.top_up WHERE charge = ?"
                        + " AND state IN ('PAID', 'RETURNED')",
                row -> row.getLong(1),
                charge);
        agree(transaction, ours == null ? Kind.PAYMENT_UNKNOWN : Kind.PAYMENT_AMOUNT, charge, ours, moved.cents(), now);
    }

    /** It is of something that we know; of its amount, as that may be moved there and back. */
    private static void known(Connection transaction, String table, Kind kind, String object, Moved moved, Instant now)
            throws SQLException {
        Long ours = Statements.first(
                transaction, "SELECT cents FROM " + table + " WHERE object = ?", row -> row.getLong(1), object);
        agree(transaction, kind, object, ours, Math.abs(moved.cents()), now);
    }

    private static void agree(
            Connection transaction, Kind kind, String object, @Nullable Long ours, long theirs, Instant now)
            throws SQLException {
        if (ours != null && ours == theirs) {
            Differences.gone(transaction, kind, object, now);
            Differences.gone(transaction, Kind.PAYMENT_UNKNOWN, object, now);
        } else {
            Differences.found(transaction, kind, object.isEmpty() ? "none" : object, ours, theirs, now);
        }
    }

    private record Credited(UUID id, String charge, long cents) {}

    /** Payments that we credited, and that Stripe's books have not. */
    private void missing(Set<String> charges, Instant from, Instant now) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            List<Credited> credited = Statements.list(
                    transaction,
                    """
                    SELECT id, charge, credit_cents + fee_cents + tax_cents FROM payment.top_up
                    WHERE state IN ('PAID', 'RETURNED') AND charge IS NOT NULL AND asked_at >= ? AND settled_at < ?
                    """,
                    row -> new Credited(row.getObject(1, UUID.class), row.getString(2), row.getLong(3)),
                    from,
                    now.minus(SETTLES_WITHIN));
            for (Credited one : credited) {
                if (!charges.contains(one.charge())) {
                    Differences.found(transaction, Kind.PAYMENT_AMOUNT, one.charge(), one.cents(), null, now);
                }
            }
            return true;
        });
    }

    private Comparison balance(int movements, Instant now) throws SQLException, StripeProblem {
        long theirs = stripe.balanceCents();
        return Transaction.run(dataSource, transaction -> {
            long ours = Cents.wholeOf(books.atProcessor(transaction));
            LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
            if (ours == theirs) {
                Differences.gone(transaction, Kind.BALANCE, "balance", now);
            } else {
                Differences.found(transaction, Kind.BALANCE, "balance", ours, theirs, now);
            }
            int open = Objects.requireNonNull(Statements.first(
                    transaction,
                    "SELECT count(*) FROM payment.difference WHERE settled_at IS NULL",
                    row -> row.getInt(1)));
            Statements.update(transaction, """
                    INSERT INTO payment.comparison (day, done_at, movements, differences, ours_cents, their_cents)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (day) DO UPDATE SET
                        done_at = excluded.done_at, movements = excluded.movements, differences = excluded.differences,
                        ours_cents = excluded.ours_cents, their_cents = excluded.their_cents, failure = NULL
                    """, day, now, movements, open, ours, theirs);
            return new Comparison(movements, open, ours, theirs);
        });
    }
}
