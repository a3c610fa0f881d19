package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what opens the package of one's data.
 *
 * @param password one's own, once more
 * @param code of one's authenticator, where signing in takes one
 */
public record ShowPassphrase(String password, @Nullable String code) {
    public ShowPassphrase {
        Required.text("password", password, 200);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "ShowPassphrase[]";
    }
}
