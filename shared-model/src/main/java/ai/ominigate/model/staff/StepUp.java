package ai.ominigate.model.staff;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Shows the second factor again.
 *
 * @param totp the six digits that the authenticator shows; absent with a recovery code
 * @param recoveryCode one of the codes for when the authenticator is lost; absent with {@code totp}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepUp(@Nullable String totp, @Nullable String recoveryCode) {
    public StepUp {
        Required.oneOf("totp", totp, "recoveryCode", recoveryCode);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "StepUp[]";
    }
}
