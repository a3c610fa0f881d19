package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Asks to remove a member of the staff.
 *
 * @param reason why, for the second person; 1 to 500 characters
 */
public record RemoveMember(String reason) {
    public RemoveMember {
        Required.text("reason", reason);
    }
}
