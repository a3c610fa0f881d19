package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import java.util.Objects;

/**
 * To top up by itself from now on, or not.
 *
 * @param threshold when less than this is left
 * @param amount by so much credit
 * @param perMonth at most so much credit in a month (UTC)
 */
public record ChangeAutomaticTopUp(boolean enabled, Usd threshold, Usd amount, Usd perMonth) {
    public ChangeAutomaticTopUp {
        Objects.requireNonNull(threshold, "The field 'threshold' is missing.");
        Objects.requireNonNull(amount, "The field 'amount' is missing.");
        Objects.requireNonNull(perMonth, "The field 'perMonth' is missing.");
    }
}
