package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Sets up an administrator whom the operator lets in.
 *
 * @param token the setup token that OminiGate printed
 * @param email what the administrator will sign in with
 * @param name what people will call them; 1 to 200 characters
 * @param password theirs from now on; 12 to 128 characters
 */
public record SetUpAdministrator(String token, String email, String name, String password) {
    public SetUpAdministrator {
        Required.text("token", token);
        Required.text("email", email);
        Required.text("name", name);
        Required.text("password", password);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "SetUpAdministrator[" + email + "]";
    }
}
