package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Asks to be signed in.
 *
 * @param email of the account, or of a member of it
 * @param password theirs
 * @param code six digits of the authenticator, or a recovery code; absent if they have no second factor
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomerSignIn(
        String email, String password, @Nullable String code) {
    public CustomerSignIn {
        Required.text("email", email, 254);
        Required.text("password", password, 1000);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "CustomerSignIn[]";
    }
}
