package ai.ominigate.accounts;

import ai.ominigate.platform.Network;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for who wants an API key.
 *
 * @param name what they call it; 1 to 200 characters
 * @param expiresAt from when on it is refused; null for never
 * @param models the only models it may call, by the names that the list of models has; empty for all
 * @param networks the only networks it may be used from; empty for all
 * @param limits what it may use
 * @param scope what it is for
 */
public record NewKey(
        String name,
        @Nullable Instant expiresAt,
        Set<String> models,
        List<Network> networks,
        KeyLimits limits,
        KeyScope scope) {

    private static final int MAX_MODELS = 1_000;
    private static final int MAX_NETWORKS = 1_000;

    public NewKey {
        Accounts.checkName(name);
        models = Set.copyOf(models);
        networks = List.copyOf(networks);
        if (models.size() > MAX_MODELS || networks.size() > MAX_NETWORKS) {
            throw new IllegalArgumentException(
                    "a key lists at most " + MAX_MODELS + " models and " + MAX_NETWORKS + " networks");
        }
    }

    /** A key that calls models. */
    public NewKey(
            String name, @Nullable Instant expiresAt, Set<String> models, List<Network> networks, KeyLimits limits) {
        this(name, expiresAt, models, networks, limits, KeyScope.CALL);
    }

    /** A key that may call everything from everywhere and never expires. */
    public static NewKey named(String name) {
        return new NewKey(name, null, Set.of(), List.of(), KeyLimits.NONE);
    }
}
