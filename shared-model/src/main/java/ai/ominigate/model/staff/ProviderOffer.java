package ai.ominigate.model.staff;

/**
 * How the staff signs in at the organisation's OpenID provider: in the system's browser, by the authorization code flow
 * with PKCE (RFC 7636) and a redirect to a port of the own machine (RFC 8252, section 7.3).
 *
 * @param issuer who the provider is
 * @param clientId who we are there
 * @param authorizationEndpoint where the browser goes
 * @param scope what to ask for, separated by spaces
 */
public record ProviderOffer(String issuer, String clientId, String authorizationEndpoint, String scope) {}
