package ai.ominigate.model.policy;

/**
 * A line that two versions do not have in common, or do.
 *
 * @param kind whether it is in both, or only in one
 * @param line its words
 */
public record PolicyChange(Kind kind, String line) {

    /** Where a line is. */
    public enum Kind {
        SAME,
        ADDED,
        REMOVED
    }
}
