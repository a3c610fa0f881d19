package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Shows the staff what will open a package, to be told to whoever asked for it by telephone or letter.
 *
 * @param request the request that the package is made for
 * @param reason why they cannot see it themselves and how they are told, for the audit of it; 1 to 500 characters
 */
public record TellPassphrase(String request, String reason) {
    private static final int LONGEST_ID = 100;

    public TellPassphrase {
        Required.text("request", request, LONGEST_ID);
        Required.text("reason", reason, 500);
    }
}
