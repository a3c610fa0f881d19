package ai.ominigate.model.billing;

import ai.ominigate.model.Required;
import ai.ominigate.model.Usd;

/**
 * Asks to give an account credit at our expense.
 *
 * @param amount more than 0 and at most {@link #MOST a million dollars}
 * @param reason for the books, in the operator's words; 1 to 500 characters
 * @param idempotencyKey names this grant: the same again changes nothing; 1 to 200 characters
 */
public record GrantCredit(Usd amount, String reason, String idempotencyKey) {

    /** A million dollars; more at once is a slip of the finger. */
    public static final Usd MOST = new Usd(1_000_000_000_000_000L);

    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_KEY = 200;

    public GrantCredit {
        Required.value("amount", amount);
        Required.text("reason", reason);
        Required.text("idempotencyKey", idempotencyKey);
        if (amount.nanos() <= 0 || amount.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("The field 'amount' is more than 0 and at most 1000000.");
        }
        if (reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("The field 'reason' has at most " + LONGEST_REASON + " characters.");
        }
        if (idempotencyKey.length() > LONGEST_KEY) {
            throw new IllegalArgumentException(
                    "The field 'idempotencyKey' has at most " + LONGEST_KEY + " characters.");
        }
    }
}
