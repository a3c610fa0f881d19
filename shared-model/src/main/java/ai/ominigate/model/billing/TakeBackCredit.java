package ai.ominigate.model.billing;

import ai.ominigate.model.Required;
import ai.ominigate.model.Usd;
import org.jspecify.annotations.Nullable;

/**
 * Takes back credit that was given by mistake, as far as it is unspent.
 *
 * @param amount more than 0, in whole cents; null for all that is unspent of it
 * @param reason for the books, in the words of whoever takes it back; 1 to 500 characters. The owner gets it with all of their
 *     data
 */
public record TakeBackCredit(@Nullable Usd amount, String reason) {
    private static final int LONGEST_REASON = 500;
    private static final long NANOS_PER_CENT = 10_000_000;

    public TakeBackCredit {
        Required.text("reason", reason, LONGEST_REASON);
        if (amount != null && (amount.nanos() <= 0 || amount.nanos() % NANOS_PER_CENT != 0)) {
            throw new IllegalArgumentException("The field 'amount' is more than 0, in whole cents.");
        }
    }
}
