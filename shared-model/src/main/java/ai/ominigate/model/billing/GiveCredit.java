package ai.ominigate.model.billing;

import ai.ominigate.model.Required;
import ai.ominigate.model.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives an account credit at our expense, or asks for it where a second person has to agree.
 *
 * @param account whose
 * @param amount more than 0, in whole cents, at most {@link GrantCredit#MOST a million dollars}
 * @param cause what its owner is told
 * @param reason for the books, in the giver's words; 1 to 500 characters. The owner gets it with all of their data
 * @param expiresAt when what is left of it is lost; null for never
 * @param priority the lower is spent first, and then what expires first: 1 to 19, as given credit is always spent before
 *     what was paid, which has 20. Null for 10
 */
public record GiveCredit(
        String account,
        Usd amount,
        CreditCause cause,
        String reason,
        @Nullable Instant expiresAt,
        @Nullable Integer priority) {
    /** Before what was paid. */
    public static final int FIRST = 10;

    private static final int LOWEST = 19;
    private static final int LONGEST_REASON = 500;
    private static final long NANOS_PER_CENT = 10_000_000;

    public GiveCredit {
        Required.text("account", account);
        Required.value("amount", amount);
        Required.value("cause", cause);
        Required.text("reason", reason, LONGEST_REASON);
        if (amount.nanos() <= 0 || amount.compareTo(GrantCredit.MOST) > 0 || amount.nanos() % NANOS_PER_CENT != 0) {
            throw new IllegalArgumentException(
                    "The field 'amount' is more than 0 and at most 1000000, in whole cents.");
        }
        if (priority != null && (priority < 1 || priority > LOWEST)) {
            throw new IllegalArgumentException("The field 'priority' is from 1 to " + LOWEST + ".");
        }
    }
}
