package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credit that came in at once, with what is left of it.
 *
 * @param id ours
 * @param account whose
 * @param kind whether it was paid for
 * @param credited how much it was
 * @param left how much of it is left now
 * @param priority the lower is spent first, and then what expires first
 * @param madeAt since when it is there
 * @param expiresAt when what is left of it is lost
 * @param cause why it was given, as its owner was told
 * @param reason why it was given, in the giver's words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreditLotDetails(
        String id,
        String account,
        CreditLotKind kind,
        Usd credited,
        Usd left,
        int priority,
        Instant madeAt,
        @Nullable Instant expiresAt,
        @Nullable CreditCause cause,
        @Nullable String reason) {}
