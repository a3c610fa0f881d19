package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Says yes to a letter.
 *
 * @param token the last part of its link
 */
public record FollowLink(String token) {
    public FollowLink {
        Required.text("token", token, 200);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "FollowLink[]";
    }
}
