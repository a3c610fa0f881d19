package ai.ominigate.accounts;

import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import ai.ominigate.platform.Network;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key as the path of a call sees it. The secret itself is shown once when it is made; only its SHA-256 is kept.
 *
 * @param id names the key in usage rows and in the dashboard
 * @param accountId whose balance it spends
 * @param name what its owner calls it
 * @param hint the first characters of the secret, for recognising it: {@code og-Ab3d…}
 * @param expiresAt from when on it is refused; null for never
 * @param models the only models it may call; empty for all
 * @param networks the only networks it may be used from; empty for all
 * @param limits what it may use
 * @param scope what it is for
 * @param accountSuspended whether its account is suspended: then it is known, but may call nothing
 */
public record ApiKey(
        UUID id,
        UUID accountId,

        @PersonalData(category = Category.NAME, purpose = Purpose.SERVICE, columns = "accounts.api_key.name")
        String name,

        String hint,
        @Nullable Instant expiresAt,
        Set<String> models,

        @PersonalData(category = Category.ADDRESS, purpose = Purpose.SERVICE, columns = "accounts.api_key.networks")
        List<Network> networks,

        KeyLimits limits,
        KeyScope scope,
        boolean accountSuspended) {
    public ApiKey {
        models = Set.copyOf(models);
        networks = List.copyOf(networks);
    }

    /** A key that calls models, of an account that is not suspended. */
    public ApiKey(
            UUID id,
            UUID accountId,
            String name,
            String hint,
            @Nullable Instant expiresAt,
            Set<String> models,
            List<Network> networks,
            KeyLimits limits) {
        this(id, accountId, name, hint, expiresAt, models, networks, limits, KeyScope.CALL, false);
    }

    /** Whether this key may call the model of that name. */
    public boolean allowsModel(String model) {
        return models.isEmpty() || models.contains(model);
    }

    /** Whether this key may be used from that address (4 or 16 bytes). */
    public boolean allowsAddress(byte[] address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(address));
    }
}
