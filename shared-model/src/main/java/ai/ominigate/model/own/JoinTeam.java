package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Comes into an account, by what stands in the link that was sent.
 *
 * @param token the last part of the link
 * @param password 12 to 128 characters
 */
public record JoinTeam(String token, String password) {
    public JoinTeam {
        Required.text("token", token, 200);
        Required.text("password", password, 1000);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "JoinTeam[]";
    }
}
