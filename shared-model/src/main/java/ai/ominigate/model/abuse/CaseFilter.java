package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Which open cases somebody wants to see: the parameters of the queue by the same names. What is absent does not matter.
 *
 * @param status where they stand
 * @param priority how urgent they are, from 1
 * @param family what their flags are about
 * @param kind what they are about
 * @param claim who works on them
 * @param due by when somebody should decide them
 * @param escalated whether they came back because they got worse
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseFilter(
        @Nullable CaseStatus status,
        @Nullable Integer priority,
        @Nullable CaseFamily family,
        @Nullable EntityKind kind,
        @Nullable ClaimFilter claim,
        @Nullable DueFilter due,
        @Nullable Boolean escalated) {}
