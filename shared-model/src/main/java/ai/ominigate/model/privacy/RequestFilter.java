package ai.ominigate.model.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Which open requests somebody wants to see: the parameters of the queue by the same names. What is absent does not matter.
 *
 * @param state where they stand
 * @param type what they ask for
 * @param regime by whose law they are answered
 * @param channel how they reached us
 * @param assignee who works on them
 * @param due by when they must be answered
 * @param untyped whether nobody knows what they ask for
 * @param failing whether a leg of theirs failed
 * @param awaiting whether something about them waits for a second person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestFilter(
        @Nullable RequestState state,
        @Nullable RequestType type,
        @Nullable Regime regime,
        @Nullable RequestChannel channel,
        @Nullable AssigneeFilter assignee,
        @Nullable DueDays due,
        @Nullable Boolean untyped,
        @Nullable Boolean failing,
        @Nullable Boolean awaiting) {}
