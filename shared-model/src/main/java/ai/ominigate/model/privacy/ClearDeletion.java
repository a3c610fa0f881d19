package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Says that something does not stand in the way of forgetting a person.
 *
 * @param request the request's id
 * @param reason why not, without personal data; 1 to 500 characters
 */
public record ClearDeletion(String request, String reason) {
    private static final int LONGEST_ID = 100;
    private static final int LONGEST = 500;

    public ClearDeletion {
        Required.text("request", request, LONGEST_ID);
        Required.text("reason", reason, LONGEST);
    }
}
