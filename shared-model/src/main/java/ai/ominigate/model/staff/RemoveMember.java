package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Asks to remove a member of the staff.
 *
 * @param reason why, for the second person; 1 to 500 characters
 */
public record RemoveMember(String reason) {
    private static final int LONGEST_REASON = 500;

    public RemoveMember {
        Required.text("reason", reason, LONGEST_REASON);
    }
}
