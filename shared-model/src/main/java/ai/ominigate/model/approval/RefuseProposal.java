package ai.ominigate.model.approval;

import ai.ominigate.model.Required;

/**
 * Does not agree to a proposal.
 *
 * @param reason why, for whoever proposed it; 1 to 500 characters
 */
public record RefuseProposal(String reason) {
    private static final int LONGEST = 500;

    public RefuseProposal {
        Required.text("reason", reason, LONGEST);
    }
}
