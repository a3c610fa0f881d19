package ai.ominigate.console.payments;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.ProviderUseVerdict;
import ai.ominigate.model.payment.RefundPayment;
import ai.ominigate.model.payment.SettleProviderUse;
import java.util.Optional;
import java.util.function.Consumer;

/** Finance's desk without its looks: five lists of the server's, and what can be done about their rows. */
final class PaymentsViewModel {

    private static final long NANOS_PER_CENT = 10_000_000;

    private final Calls calls;
    private final PaymentsApi api;
    private final ListModel<PaymentDetails> payments;
    private final ListModel<PaymentRefund> refunds;
    private final ListModel<PaymentDispute> disputes;
    private final ListModel<PaymentDifference> differences;
    private final ListModel<ProviderUse> usage;

    PaymentsViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(PaymentsApi.class);
        payments = new ListModel<>(calls, api::payments, PaymentDetails::id);
        refunds = new ListModel<>(calls, api::refunds, PaymentRefund::id);
        disputes = new ListModel<>(calls, api::disputes, PaymentDispute::id);
        differences = new ListModel<>(calls, api::differences, PaymentDifference::id);
        usage = new ListModel<>(calls, api::usage, ProviderUse::id);
    }

    ListModel<PaymentDetails> payments() {
        return payments;
    }

    ListModel<PaymentRefund> refunds() {
        return refunds;
    }

    ListModel<PaymentDispute> disputes() {
        return disputes;
    }

    ListModel<PaymentDifference> differences() {
        return differences;
    }

    ListModel<ProviderUse> usage() {
        return usage;
    }

    /** Whether something of it can be paid back. */
    static boolean canRefund(PaymentDetails payment) {
        return payment.state() == PaymentState.PAID;
    }

    static boolean canSettle(PaymentDifference difference) {
        return difference.settledAt() == null;
    }

    static boolean canSettle(ProviderUse use) {
        return use.settledAt() == null && use.verdict() != ProviderUseVerdict.AGREES;
    }

    /** Reads what was typed as an amount to pay back or to give; empty if it is none: above 0, in whole cents. */
    static Optional<Usd> amount(String typed) {
        try {
            Usd amount = Usd.parse(typed.strip().replaceFirst("^\\$", "").replace(",", ""));
            return amount.nanos() > 0 && amount.nanos() % NANOS_PER_CENT == 0 ? Optional.of(amount) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Pays back a part of a payment that was not used. */
    void refund(
            PaymentDetails payment, Usd amount, String reason, Consumer<PaymentRefund> done, Consumer<Failure> failed) {
        calls.write(
                api.refund(payment.id(), new RefundPayment(amount, reason)),
                refund -> {
                    refunds.noteNews();
                    done.accept(refund);
                },
                failed);
    }

    /** Says that a difference to Stripe's books is looked after. */
    void settle(PaymentDifference difference, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.settle(difference.id()),
                settled -> {
                    differences.replace(settled);
                    done.run();
                },
                failed);
    }

    /** Says what came of a difference to a provider's report. */
    void settle(ProviderUse use, String note, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.settle(use.id(), new SettleProviderUse(note)),
                settled -> {
                    usage.replace(settled);
                    done.run();
                },
                failed);
    }

    /** Gives an account credit, or asks a second person to agree where it takes one. */
    void give(
            String account,
            Usd amount,
            CreditCause cause,
            String reason,
            Consumer<CreditGift> done,
            Consumer<Failure> failed) {
        calls.write(api.give(new GiveCredit(account, amount, cause, reason, null, null)), done, failed);
    }
}
