package ai.ominigate.console.payments;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditGiftDetails;
import ai.ominigate.model.billing.CreditTakenBack;
import ai.ominigate.model.billing.GiftState;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.model.billing.TakeBackCredit;
import ai.ominigate.model.payment.AutomaticTopUpDetails;
import ai.ominigate.model.payment.BooksComparison;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentReceipt;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.payment.PaymentView;
import ai.ominigate.model.payment.PaymentsState;
import ai.ominigate.model.payment.ProviderReport;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.ProviderUseVerdict;
import ai.ominigate.model.payment.RefundPayment;
import ai.ominigate.model.payment.SettleDifference;
import ai.ominigate.model.payment.SettleProviderUse;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** Finance's desk without its looks: the server's lists, whether there are payments, and what can be done about their rows. */
final class PaymentsViewModel {

    private static final long NANOS_PER_CENT = 10_000_000;
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final Calls calls;
    private final PaymentsApi api;
    private final ListModel<PaymentDetails> payments;
    private final ListModel<PaymentRefund> refunds;
    private final ListModel<PaymentDispute> disputes;
    private final ListModel<PaymentDifference> differences;
    private final ListModel<ProviderUse> usage;
    private final ListModel<BooksComparison> comparisons;
    private final ListModel<AutomaticTopUpDetails> automatic;
    private final ListModel<CreditGiftDetails> gifts;
    private final ReadOnlyObjectWrapper<@Nullable PaymentsState> state = new ReadOnlyObjectWrapper<>(this, "state");
    private Calls.@Nullable Sent viewed;

    PaymentsViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(PaymentsApi.class);
        payments = new ListModel<>(calls, query -> api.payments(fromMidnight(query)), PaymentDetails::id);
        refunds = new ListModel<>(calls, api::refunds, PaymentRefund::id);
        disputes = new ListModel<>(calls, api::disputes, PaymentDispute::id);
        differences = new ListModel<>(calls, api::differences, PaymentDifference::id);
        usage = new ListModel<>(calls, api::usage, ProviderUse::id);
        comparisons = new ListModel<>(calls, api::comparisons, row -> row.day().toString());
        automatic = new ListModel<>(calls, api::automatic, AutomaticTopUpDetails::account);
        gifts = new ListModel<>(calls, api::gifts, CreditGiftDetails::id);
    }

    /** Days that were typed, as the moments that they begin at (UTC), which the server wants. */
    static Map<String, String> fromMidnight(Map<String, String> query) {
        Map<String, String> exact = new LinkedHashMap<>(query);
        for (String name : List.of("from", "to")) {
            exact.computeIfPresent(name, (_, typed) -> DAY.matcher(typed).matches() ? typed + "T00:00:00Z" : typed);
        }
        return exact;
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

    ListModel<BooksComparison> comparisons() {
        return comparisons;
    }

    ListModel<AutomaticTopUpDetails> automatic() {
        return automatic;
    }

    ListModel<CreditGiftDetails> gifts() {
        return gifts;
    }

    /** Whether there are payments, and what waits for somebody; null until it was read. */
    ReadOnlyObjectProperty<@Nullable PaymentsState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Reads that anew. */
    void readState() {
        calls.read(api.state(), state::set, _ -> state.set(null));
    }

    /** Reads all that hangs on a payment; forgets what was asked before and is not answered yet. */
    void view(PaymentDetails payment, Consumer<PaymentView> onResult, Consumer<Failure> onFailure) {
        forgetView();
        viewed = calls.read(api.view(payment.id()), onResult, onFailure);
    }

    /** What was asked of a payment is of no concern any more. */
    void forgetView() {
        if (viewed != null) {
            viewed.cancel();
            viewed = null;
        }
    }

    /** Asks where the receipt of a payment is. */
    void receipt(PaymentDetails payment, Consumer<URI> onResult, Consumer<Failure> onFailure) {
        calls.read(api.receipt(payment.id()), receipt -> onResult.accept(page(receipt)), onFailure);
    }

    private static URI page(PaymentReceipt receipt) {
        return URI.create(receipt.url());
    }

    /** Reads whether providers tell what we used. */
    void providers(Consumer<List<ProviderReport>> onResult, Consumer<Failure> onFailure) {
        calls.read(api.providers(), (Page<ProviderReport> page) -> onResult.accept(page.items()), onFailure);
    }

    /** Whether something of it is unspent, and so can be taken back. */
    static boolean canTakeBack(CreditGiftDetails gift) {
        return gift.state() != GiftState.PROPOSED
                && gift.lot() != null
                && gift.left() != null
                && gift.left().nanos() > 0;
    }

    /**
     * Takes given credit back, or asks a second person to agree where it takes one.
     *
     * @param amount null for all that is unspent
     */
    void takeBack(
            CreditGiftDetails gift,
            @Nullable Usd amount,
            String reason,
            Consumer<CreditTakenBack> done,
            Consumer<Failure> failed) {
        String lot = gift.lot();
        if (lot == null) {
            throw new IllegalArgumentException("Nothing of this is in a lot that could be taken back");
        }
        calls.write(
                api.takeBack(lot, new TakeBackCredit(amount, reason)),
                taken -> {
                    gifts.noteNews();
                    done.accept(taken);
                },
                failed);
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
                    readState();
                    done.accept(refund);
                },
                failed);
    }

    /**
     * Says that a difference to Stripe's books is looked after.
     *
     * @param note what came of it; blank for nothing to say
     */
    void settle(PaymentDifference difference, String note, Runnable done, Consumer<Failure> failed) {
        calls.write(
                note.isBlank()
                        ? api.settle(difference.id())
                        : api.settle(difference.id(), new SettleDifference(note.strip())),
                settled -> {
                    differences.replace(settled);
                    readState();
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
        calls.write(
                api.give(new GiveCredit(account, amount, cause, reason, null, null)),
                gift -> {
                    gifts.noteNews();
                    done.accept(gift);
                },
                failed);
    }
}
