package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Asks for a second factor.
 *
 * @param password theirs
 */
public record OfferSecondFactor(String password) {
    public OfferSecondFactor {
        Required.text("password", password, 1000);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "OfferSecondFactor[]";
    }
}
