package ai.ominigate.model.privacy;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A request, as the queue shows it.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of whatever is done with it
 * @param reference what people name it by, as {@code PR-000042}
 * @param type what it asks for; absent until a person has read what could not be recognised
 * @param state where it stands
 * @param channel how it reached us
 * @param sender who asks, as they claim, masked; absent if they did not say
 * @param account whose data it is about, by its id; absent if nobody has found out, or we have none
 * @param assignee who works on it; absent if nobody does
 * @param identity how sure we are of who asks
 * @param regime by whose law it is answered
 * @param urgency how much of the time is left
 * @param receivedAt when it reached us
 * @param acknowledgeBy the last day to say that we have it; absent if no law says
 * @param target when we want to have answered
 * @param due the last day by the statute's count; absent if it is due only without undue delay
 * @param answerBy the last day of all: {@code due}, moved to a working day where the law says so; {@code target} if there is
 *     none
 * @param extended whether the person was told that it takes longer
 * @param stopped whether the clock stands because we wait for them
 * @param held whether the account's data are kept for a legal matter
 * @param linked how many others it has to do with
 * @param failing how many of its legs failed and are tried again
 * @param proposed what waits for a second person; absent if nothing does
 * @param endedAt when it ended; absent while it is open
 * @param refusedFor why it was refused; absent if it was not
 * @param mergedInto the request that goes on for it, by its id; absent if none does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestSummary(
        String id,
        long version,
        String reference,
        @Nullable RequestType type,
        RequestState state,
        RequestChannel channel,
        @Nullable String sender,
        @Nullable String account,
        @Nullable Colleague assignee,
        IdentityLevel identity,
        Regime regime,
        Urgency urgency,
        Instant receivedAt,
        @Nullable LocalDate acknowledgeBy,
        LocalDate target,
        @Nullable LocalDate due,
        LocalDate answerBy,
        boolean extended,
        boolean stopped,
        boolean held,
        int linked,
        int failing,
        @Nullable ProposedStep proposed,
        @Nullable Instant endedAt,
        @Nullable RefusalGround refusedFor,
        @Nullable String mergedInto)
        implements Versioned {}
