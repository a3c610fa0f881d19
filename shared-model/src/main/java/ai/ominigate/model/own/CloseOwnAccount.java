package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import org.jspecify.annotations.Nullable;

/**
 * Gives the account up.
 *
 * @param password one's own, once more
 * @param code of one's authenticator, where signing in takes one
 */
public record CloseOwnAccount(String password, @Nullable String code) {
    public CloseOwnAccount {
        Required.text("password", password, 200);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "CloseOwnAccount[]";
    }
}
