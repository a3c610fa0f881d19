package ai.ominigate.model.approval;

import org.jspecify.annotations.Nullable;

/**
 * Agrees to a proposal.
 *
 * @param note what is to be remembered of it; absent if nothing; at most 500 characters
 */
public record ApproveProposal(@Nullable String note) {
    private static final int LONGEST = 500;

    public ApproveProposal {
        if (note != null && note.length() > LONGEST) {
            throw new IllegalArgumentException("The field 'note' has at most " + LONGEST + " characters.");
        }
    }
}
