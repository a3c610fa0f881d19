package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Makes the link to a person's data lead nowhere.
 *
 * @param request the request that the package was made for
 */
public record RevokePackage(String request) {
    private static final int LONGEST_ID = 100;

    public RevokePackage {
        Required.text("request", request, LONGEST_ID);
    }
}
