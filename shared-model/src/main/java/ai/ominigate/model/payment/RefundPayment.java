package ai.ominigate.model.payment;

import ai.ominigate.model.Required;
import ai.ominigate.model.Usd;

/**
 * Asks to pay back unused credit of a top-up. Its fee is not paid back.
 *
 * @param amount more than 0, in whole cents
 * @param reason for the audit log; 1 to 500 characters
 */
public record RefundPayment(Usd amount, String reason) {
    private static final int LONGEST_REASON = 500;
    private static final long NANOS_PER_CENT = 10_000_000;

    public RefundPayment {
        Required.value("amount", amount);
        Required.text("reason", reason);
        if (amount.nanos() <= 0 || amount.nanos() % NANOS_PER_CENT != 0) {
            throw new IllegalArgumentException("The field 'amount' is more than 0 and whole cents.");
        }
        if (reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("The field 'reason' has at most " + LONGEST_REASON + " characters.");
        }
    }
}
