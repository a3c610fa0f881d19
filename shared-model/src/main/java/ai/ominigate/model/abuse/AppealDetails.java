package ai.ominigate.model.abuse;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an owner says against a decision.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of whatever is done with it
 * @param caseId the case that it is part of
 * @param decision the decision's id
 * @param action what was decided
 * @param entity about what, masked
 * @param status what became of it
 * @param receivedAt when it came
 * @param dueAt by when it should be decided: within a day where an account is suspended, else within five working days
 * @param deciders who had a hand in the decision, and can therefore not decide the appeal
 * @param mayDecide whether whoever asks can decide it
 * @param messages what was written to and fro, the appeal itself first; gone a month after the case was
 *     closed, and left out of what a command answers
 * @param settledBy who decided it; absent while it is open
 * @param settledAt when
 * @param reason why, in their words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppealDetails(
        String id,
        long version,
        @JsonProperty("case") String caseId,
        String decision,
        DecisionAction action,
        String entity,
        AppealStatus status,
        Instant receivedAt,
        Instant dueAt,
        List<Colleague> deciders,
        boolean mayDecide,
        List<Message> messages,
        @Nullable Colleague settledBy,
        @Nullable Instant settledAt,
        @Nullable String reason)
        implements Versioned {
    public AppealDetails {
        deciders = List.copyOf(deciders);
        messages = List.copyOf(messages);
    }

    /**
     * Something that was written.
     *
     * @param at when
     * @param by who of the staff wrote it; absent for the owner
     * @param words what
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Message(Instant at, @Nullable Colleague by, String words) {}
}
