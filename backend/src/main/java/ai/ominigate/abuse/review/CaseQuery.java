package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseFilter;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.ClaimFilter;
import ai.ominigate.model.abuse.DueFilter;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import org.jspecify.annotations.Nullable;

/**
 * Which cases somebody wants to see. What is null does not matter.
 *
 * @param closed those that are closed or merged; else the open ones
 * @param entity in its canonical text
 * @param escalated only those that came back because they got worse
 */
record CaseQuery(
        boolean closed,
        @Nullable CaseStatus status,
        @Nullable Integer priority,
        @Nullable CaseFamily family,
        @Nullable EntityKind kind,
        @Nullable ClaimFilter claim,
        @Nullable DueFilter due,
        @Nullable String entity,
        boolean escalated) {
    static final Sort<CaseSort> USUAL = new Sort<>(CaseSort.PRIORITY, true);

    /** Whether no case that is open can stand there. */
    static boolean isOver(@Nullable CaseStatus status) {
        return status == CaseStatus.CLOSED || status == CaseStatus.MERGED;
    }

    /** The cases that a saved view shows: open ones, unless it is about where only others stand. */
    static CaseQuery of(CaseFilter filter) {
        return new CaseQuery(
                isOver(filter.status()),
                filter.status(),
                filter.priority(),
                filter.family(),
                filter.kind(),
                filter.claim(),
                filter.due(),
                null,
                Boolean.TRUE.equals(filter.escalated()));
    }

    /** @throws Refused if it is not what a case can be about */
    static @Nullable String entity(@Nullable String text) {
        try {
            return text == null ? null : Entity.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The parameter 'entity' is not what a case is about: " + e.getMessage() + ".");
        }
    }
}
