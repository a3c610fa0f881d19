package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Has another request go on for this one: of the same person, who has shown who they are for both, and for the same.
 *
 * @param into the one that goes on, by its id
 * @param intoVersion its version
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record MergeRequest(String into, long intoVersion, String reason) {
    public MergeRequest {
        Required.text("into", into);
        Required.text("reason", reason, 500);
    }
}
