package ai.ominigate.model.abuse;

import java.time.Instant;

/**
 * A case that may be about the same.
 *
 * @param id the case's
 * @param entity what it is about, masked
 * @param family what it was opened for
 * @param status where it stands
 * @param why what both have in common
 * @param openedAt when it was opened
 */
public record RelatedCase(String id, String entity, CaseFamily family, CaseStatus status, Why why, Instant openedAt) {

    /** What two cases have in common. */
    public enum Why {
        /** They are about the same. */
        SAME_ENTITY,
        /** One network lies in the other, or both in the same /24 or /48. */
        NEAR_NETWORK,
        /** Both networks are of one operator (autonomous system), and the same program was used from them. */
        SAME_OPERATOR,
        /** A key and its account, or two keys of one account. */
        SAME_ACCOUNT,
        /** One was merged into the other. */
        MERGED
    }
}
