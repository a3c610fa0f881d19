package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What moved an account's balance.
 *
 * @param since from when on, for calls: those until {@code at} are added up; absent for everything else
 * @param at when
 * @param amount what was added; below 0 for what was taken
 * @param balanceAfter what there was then; below 0 where something was owed
 * @param calls how many, for calls; absent for everything else
 * @param payment which payment it is about; absent if it is about none
 * @param cause why credit was given; absent for everything else, and where nobody said why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnMovement(
        MovementKind kind,
        @Nullable Instant since,
        Instant at,
        Usd amount,
        Usd balanceAfter,
        @Nullable Long calls,
        @Nullable String payment,
        @Nullable CreditCause cause) {}
