package ai.ominigate.dashboard;

import ai.ominigate.billing.Balances;
import ai.ominigate.model.own.OwnPayment;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.payment.AutomaticTopUps.Automatic;
import ai.ominigate.wallet.Books.Place;
import ai.ominigate.wallet.Line;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the page of an account's money shows. Amounts are nano-dollars.
 *
 * @param parts of the balance that are lost at some time
 * @param isOn whether anything can be paid here
 * @param taxesFollow whether Stripe adds taxes, so that nothing is paid without somebody there
 * @param minimum the least credit of a top-up
 * @param maximum the most
 * @param automatic how it tops up by itself; null if nobody has said
 * @param payments the latest, the newest first
 * @param lines what moved the balance, the latest first
 * @param next where that goes on; null if it does not
 * @param months that there are statements of
 * @param named which payments Stripe's names in the lines stand for
 * @param done what was just done, by the name of its sentence; empty for nothing
 * @param form what was refused of the page's forms, by the name of its part
 */
public record BillingPage(
        Balances.Balance balance,
        List<Balances.Part> parts,
        boolean isOn,
        boolean taxesFollow,
        long minimum,
        long maximum,
        @Nullable Automatic automatic,
        List<OwnPayment> payments,
        BillingQuery query,
        List<Line> lines,
        @Nullable Place next,
        List<YearMonth> months,
        Map<String, UUID> named,
        String done,
        String refusedPart,
        Form form) {
    static final Set<String> DONE = Set.of("automatic-on", "automatic-off");

    /** Whether something was paid before, so that it is known what with. */
    public boolean hasPaid() {
        return payments.stream().anyMatch(payment -> payment.state() == PaymentState.PAID);
    }

    /** What is shown in this part's form. */
    public Form form(String part) {
        return part.equals(refusedPart) ? form : Form.EMPTY;
    }

    /** What the form of automatic top-ups shows: what was refused of it, else how it is. */
    public Form automaticForm() {
        if (refusedPart.equals("automatic")) {
            return form;
        }
        Automatic wish = automatic;
        return wish == null
                ? Form.EMPTY
                : new Form(
                        Map.of(
                                "enabled", wish.enabled() ? "on" : "",
                                "threshold", plain(wish.thresholdCents()),
                                "automatic-amount", plain(wish.amountCents()),
                                "per-month", plain(wish.monthCents())),
                        null);
    }

    private static String plain(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }

    /** The month that statements are offered of first. */
    public YearMonth statement() {
        YearMonth month = query.month();
        return month == null ? months.getFirst() : month;
    }

    /** The payment that a line is about; null if it is about none. */
    public @Nullable UUID payment(Line line) {
        return line.payment() == null ? null : named.get(line.payment());
    }
}
