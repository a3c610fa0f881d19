package ai.ominigate.model.billing;

import ai.ominigate.model.Usd;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credit that somebody of the staff gave, or that waits for a second person.
 *
 * @param id of the gift; of what waits, the approval's
 * @param account whose
 * @param amount how much was given, or would be
 * @param state where it stands
 * @param cause what its owner was told; absent where nobody told them
 * @param reason in the giver's words
 * @param at when it was given, or proposed
 * @param by who gave it alone, or proposed it; absent where that is not known any more, or an operator did on the machine
 * @param expiresAt when what is left of it is lost; absent for never
 * @param lot which of the account's lots of credit it is, to be {@code POST /admin/v1/credits/{lot}/take-back}; absent where it
 *     waits, or paid a debt wholly
 * @param left what of it is unspent now; absent where there is no lot
 * @param takenBack how much of it was taken back
 * @param approval what waits for a second person, or was agreed to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreditGiftDetails(
        String id,
        String account,
        Usd amount,
        GiftState state,
        @Nullable CreditCause cause,
        @Nullable String reason,
        Instant at,
        @Nullable Colleague by,
        @Nullable Instant expiresAt,
        @Nullable String lot,
        @Nullable Usd left,
        Usd takenBack,
        @Nullable String approval) {}
