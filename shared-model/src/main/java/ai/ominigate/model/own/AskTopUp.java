package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * To pay in.
 *
 * @param amount the credit that is wanted; a fee and taxes come on top
 * @param currency {@code USD}, the only one that is sold in; absent for that
 */
public record AskTopUp(Usd amount, @Nullable String currency) {
    public AskTopUp {
        Objects.requireNonNull(amount, "The field 'amount' is missing.");
    }
}
