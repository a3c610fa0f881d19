package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Signs in with the password alone from now on.
 *
 * @param password theirs
 * @param code six digits of the authenticator, or a recovery code
 */
public record EndSecondFactor(String password, String code) {
    public EndSecondFactor {
        Required.text("password", password, 1000);
        Required.text("code", code, 100);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "EndSecondFactor[]";
    }
}
