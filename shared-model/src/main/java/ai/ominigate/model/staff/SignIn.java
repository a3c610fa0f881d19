package ai.ominigate.model.staff;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Asks to be signed in.
 *
 * @param email as the invitation was for
 * @param password theirs
 * @param totp the six digits that the authenticator shows; absent with a recovery code
 * @param recoveryCode one of the codes for when the authenticator is lost, each good for once; absent with {@code totp}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignIn(
        String email,
        String password,
        @Nullable String totp,
        @Nullable String recoveryCode) {
    public SignIn {
        Required.text("email", email);
        Required.text("password", password);
        Required.oneOf("totp", totp, "recoveryCode", recoveryCode);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "SignIn[" + email + "]";
    }
}
