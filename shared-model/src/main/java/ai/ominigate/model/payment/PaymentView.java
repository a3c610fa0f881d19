package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditLotDetails;
import ai.ominigate.model.billing.LedgerLine;
import java.util.List;

/**
 * A top-up with all that hangs on it.
 *
 * @param payment the top-up
 * @param refundable what can be paid back of it now, in whole cents
 * @param refunds what went back or goes, the newest first
 * @param disputes what its bank took back or warned of, the newest first
 * @param lots the credit that came of it, with what is left
 * @param entries what the books have of it, the earliest first
 * @param receipt whether Stripe has a receipt of it; {@code GET …/receipt} says where
 */
public record PaymentView(
        PaymentDetails payment,
        Usd refundable,
        List<PaymentRefund> refunds,
        List<PaymentDispute> disputes,
        List<CreditLotDetails> lots,
        List<LedgerLine> entries,
        boolean receipt) {
    public PaymentView {
        refunds = List.copyOf(refunds);
        disputes = List.copyOf(disputes);
        lots = List.copyOf(lots);
        entries = List.copyOf(entries);
    }
}
