package ai.ominigate.model.account;

import ai.ominigate.model.Required;

/**
 * Asks for an account.
 *
 * @param name what people call it; 1 to 200 characters
 */
public record CreateAccount(String name) {
    public CreateAccount {
        Required.text("name", name);
    }
}
