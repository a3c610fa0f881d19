package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The organisation's OpenID provider, {@code ominigate.oidc.…}; off without an issuer.
 *
 * <p>Roles come from a claim of the identity token: names as {@code SUPPORT_LEAD}, in any case, with {@code -} for {@code
 * _}, behind a prefix where the provider wants one. The provider then is where roles are given and taken.
 */
@Context
final class ProviderSettings {
    private final String issuer;
    private final String clientId;
    private final String clientSecret;
    private final String roleClaim;
    private final String rolePrefix;

    ProviderSettings(
            @Property(name = "ominigate.oidc.issuer", defaultValue = "") String issuer,
            @Property(name = "ominigate.oidc.client-id", defaultValue = "") String clientId,
            @Property(name = "ominigate.oidc.client-secret", defaultValue = "") String clientSecret,
            @Property(name = "ominigate.oidc.role-claim", defaultValue = "roles") String roleClaim,
            @Property(name = "ominigate.oidc.role-prefix", defaultValue = "") String rolePrefix) {
        this.issuer = issuer.strip();
        this.clientId = clientId.strip();
        this.clientSecret = clientSecret.strip();
        this.roleClaim = roleClaim.strip();
        this.rolePrefix = rolePrefix.strip();
        if (isOn()) {
            checkIssuer();
            if (this.clientId.isEmpty()) {
                throw new CannotStart(
                        "OMINIGATE_OIDC_ISSUER is set without OMINIGATE_OIDC_CLIENT_ID; set it to the id that"
                                + " the provider has for OminiGate.");
            }
        }
    }

    private void checkIssuer() {
        URI uri;
        try {
            uri = URI.create(issuer);
        } catch (IllegalArgumentException e) {
            throw new CannotStart("OMINIGATE_OIDC_ISSUER is '" + issuer + "', which is no address.", e);
        }
        boolean secure = "https".equals(uri.getScheme());
        boolean own = "http".equals(uri.getScheme()) && Loopback.isHost(uri.getHost());
        if (!secure && !own) {
            throw new CannotStart("OMINIGATE_OIDC_ISSUER is '" + issuer
                    + "'; it has to be an https:// address, as passwords of the staff are typed there.");
        }
    }

    boolean isOn() {
        return !issuer.isEmpty();
    }

    String issuer() {
        return issuer;
    }

    String clientId() {
        return clientId;
    }

    /** Empty where the provider knows us as a public client. */
    String clientSecret() {
        return clientSecret;
    }

    String roleClaim() {
        return roleClaim;
    }

    /** The role that the provider calls so, or null for what is none of ours. */
    @Nullable
    Role role(String name) {
        if (!name.regionMatches(true, 0, rolePrefix, 0, rolePrefix.length())) {
            return null;
        }
        String ours =
                name.substring(rolePrefix.length()).toUpperCase(Locale.ROOT).replace('-', '_');
        for (Role role : Role.values()) {
            if (role.name().equals(ours)) {
                return role;
            }
        }
        return null;
    }
}
