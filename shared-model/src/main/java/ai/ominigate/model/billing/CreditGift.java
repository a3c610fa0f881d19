package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of credit that somebody gives.
 *
 * @param account whose
 * @param amount how much
 * @param state whether it is given, or waits for a second person
 * @param expiresAt when what is left of it is lost
 * @param approval what waits for a second person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreditGift(
        String account,
        Usd amount,
        CreditGiftState state,
        @Nullable Instant expiresAt,
        @Nullable String approval) {}
