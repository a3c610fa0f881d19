package ai.ominigate.payment;

import ai.ominigate.model.payment.DifferenceReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where Stripe and our books do not agree, until finance has settled it or it has gone by itself. */
final class Differences {
    private Differences() {}

    /** What does not agree. */
    enum Kind {
        /** Something was paid that nobody had asked for, or not so: nothing was credited. */
        PAYMENT_REFUSED,
        /** Stripe has a payment that we know nothing of. */
        PAYMENT_UNKNOWN,
        /** We credited a payment, and Stripe's books have none, or another amount. */
        PAYMENT_AMOUNT,
        /** A refund that is not as we booked it. */
        REFUND_AMOUNT,
        /** A dispute that is not as we booked it. */
        DISPUTE_AMOUNT,
        /** Stripe has moved our money in a way that we know nothing of. */
        MOVEMENT_UNKNOWN,
        /** Stripe has more or less of our money than the books say. */
        BALANCE
    }

    /**
     * It is so at this moment.
     *
     * @param object what it is about, by Stripe's name or a day
     */
    static void found(
            Connection transaction,
            Kind kind,
            String object,
            @Nullable Long oursCents,
            @Nullable Long theirCents,
            Instant now)
            throws SQLException {
        found(transaction, kind, object, oursCents, theirCents, null, null, now);
    }

    /** A payment is not credited to this order, for this reason. */
    static void refused(
            Connection transaction, TopUp order, StripeApi.Payment payment, DifferenceReason why, Instant now)
            throws SQLException {
        found(
                transaction,
                Kind.PAYMENT_REFUSED,
                payment.id(),
                order.totalCents(),
                payment.receivedCents(),
                why,
                order.id(),
                now);
    }

    private static void found(
            Connection transaction,
            Kind kind,
            String object,
            @Nullable Long oursCents,
            @Nullable Long theirCents,
            @Nullable DifferenceReason why,
            @Nullable UUID order,
            Instant now)
            throws SQLException {
        Statements.update(
                transaction,
                """
                INSERT INTO payment.difference (
                    id, kind, object, ours_cents, their_cents, reason, top_up, found_at, seen_at)
                VALUES (gen_random_uuid(), ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, object) DO UPDATE SET
                    reason = excluded.reason, top_up = excluded.top_up,
                    ours_cents = excluded.ours_cents, their_cents = excluded.their_cents, seen_at = excluded.seen_at,
                    settled_at = CASE
                        WHEN (difference.ours_cents, difference.their_cents)
                            IS DISTINCT FROM (excluded.ours_cents, excluded.their_cents) THEN NULL
                        ELSE difference.settled_at END,
                    settled_by = CASE
                        WHEN (difference.ours_cents, difference.their_cents)
                            IS DISTINCT FROM (excluded.ours_cents, excluded.their_cents) THEN NULL
                        ELSE difference.settled_by END,
                    note = CASE
                        WHEN (difference.ours_cents, difference.their_cents)
                            IS DISTINCT FROM (excluded.ours_cents, excluded.their_cents) THEN NULL
                        ELSE difference.note END
                """,
                kind.name(),
                object,
                oursCents,
                theirCents,
                why == null ? null : why.name(),
                order,
                now,
                now);
    }

    /** It is not so any more. */
    static void gone(Connection transaction, Kind kind, String object, Instant now) throws SQLException {
        Statements.update(
                transaction,
                "UPDATE payment.difference SET settled_at = ? WHERE kind = ? AND object = ? AND settled_at IS NULL",
                now,
                kind.name(),
                object);
    }
}
