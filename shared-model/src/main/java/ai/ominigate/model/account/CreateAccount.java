package ai.ominigate.model.account;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an account.
 *
 * @param name what people call it; 1 to 200 characters
 * @param email its owner's address, which no other account has; absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CreateAccount(String name, @Nullable String email) {
    public CreateAccount {
        Required.text("name", name);
    }

    /** Without what tells who it is. */
    @Override
    public String toString() {
        return "CreateAccount[…]";
    }
}
