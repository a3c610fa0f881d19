package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Asks somebody to show who they are, by mail to the address that the account is registered with.
 *
 * @param means by what they show it
 */
public record AskIdentity(Means means) {
    public AskIdentity {
        Required.value("means", means);
    }

    /** By what somebody shows who they are. */
    public enum Means {
        /** By following a link. */
        LINK,
        /** By a code, which they type in or read out. */
        CODE
    }
}
