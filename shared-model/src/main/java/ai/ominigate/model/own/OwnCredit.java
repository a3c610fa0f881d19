package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of the balance, in the order in which it is spent.
 *
 * @param paid whether it was paid for; what was not was given
 * @param left what of it is left
 * @param expiresAt when what is left then is lost; absent for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnCredit(boolean paid, Usd left, @Nullable Instant expiresAt) {}
