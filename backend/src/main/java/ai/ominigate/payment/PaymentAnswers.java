package ai.ominigate.payment;

import ai.ominigate.model.Usd;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentRefundState;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.payment.RefundCause;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Payments, refunds and disputes as the staff API speaks of them. */
final class PaymentAnswers {
    /** What {@link #payment} needs of {@code payment.top_up}. */
    static final String PAYMENT_COLUMNS = TopUpTable.COLUMNS + """
            , (SELECT coalesce(sum(back.cents), 0) FROM payment.refund back
                WHERE back.top_up = top_up.id AND back.state <> 'FAILED') AS refunded_cents,
            EXISTS (SELECT FROM payment.dispute contest
                     WHERE contest.top_up = top_up.id AND contest.kind = 'DISPUTE'
                       AND (contest.closed_at IS NULL OR contest.taken_cents > 0)) AS disputed
            """;

    private PaymentAnswers() {}

    static PaymentDetails payment(ResultSet row) throws SQLException {
        TopUp order = TopUpTable.read(row);
        return new PaymentDetails(
                order.id().toString(),
                order.account().toString(),
                PaymentKind.valueOf(order.kind().name()),
                PaymentState.valueOf(order.state().name()),
                usd(order.creditCents()),
                usd(order.feeCents()),
                usd(order.taxCents()),
                order.askedAt(),
                order.settledAt(),
                order.intent(),
                order.charge(),
                order.failure(),
                usd(row.getLong("refunded_cents")),
                row.getBoolean("disputed"));
    }

    static PaymentRefund refund(ResultSet row) throws SQLException {
        Refunds.Refund refund = Refunds.read(row);
        return new PaymentRefund(
                refund.id().toString(),
                refund.topUp().toString(),
                refund.account().toString(),
                usd(refund.cents()),
                RefundCause.valueOf(refund.cause().name()),
                PaymentRefundState.valueOf(refund.state().name()),
                refund.askedAt(),
                refund.settledAt(),
                refund.object(),
                refund.failure());
    }

    static PaymentDispute dispute(ResultSet row) throws SQLException {
        Disputes.Contest dispute = Disputes.read(row);
        return new PaymentDispute(
                dispute.object(),
                dispute.topUp().toString(),
                dispute.account().toString(),
                dispute.kind() == Disputes.Kind.WARNING,
                usd(dispute.cents()),
                usd(dispute.takenCents()),
                dispute.status(),
                dispute.reason(),
                dispute.evidence(),
                dispute.answerBy(),
                dispute.openedAt(),
                dispute.closedAt());
    }

    static Usd usd(long cents) {
        return new Usd(Cents.nanos(cents));
    }
}
