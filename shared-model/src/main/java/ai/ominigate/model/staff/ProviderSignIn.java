package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Somebody has signed in at the OpenID provider.
 *
 * @param code what the provider gave the browser to bring along
 * @param codeVerifier what the {@code code_challenge} was made of (RFC 7636, section 4.1)
 * @param redirectUri where the browser was sent with the code: {@code http://127.0.0.1:PORT/…} or {@code http://[::1]:PORT/…}
 * @param nonce what the authorization request had as {@code nonce}
 */
public record ProviderSignIn(String code, String codeVerifier, String redirectUri, String nonce) {
    public ProviderSignIn {
        Required.text("code", code);
        Required.text("codeVerifier", codeVerifier);
        Required.text("redirectUri", redirectUri);
        Required.text("nonce", nonce);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ProviderSignIn[]";
    }
}
