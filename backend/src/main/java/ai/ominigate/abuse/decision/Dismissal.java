package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseReason;

/**
 * Why nothing is wrong.
 *
 * @param disposition whether the rule was wrong, or what it saw is no harm; nothing else is a dismissal
 * @param reason what it was
 */
public record Dismissal(CaseDisposition disposition, CaseReason reason) {
    public Dismissal {
        if (disposition != CaseDisposition.FALSE_POSITIVE && disposition != CaseDisposition.BENIGN) {
            throw new IllegalArgumentException("what is dismissed is FALSE_POSITIVE or BENIGN");
        }
    }
}
