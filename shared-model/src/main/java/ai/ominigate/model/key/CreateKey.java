package ai.ominigate.model.key;

import ai.ominigate.model.Required;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an API key.
 *
 * @param name what its owner calls it; 1 to 200 characters
 * @param expiresAt from when on it is refused; absent for never
 * @param models the only models it may call, by the names that the list of models has; absent or empty for all
 * @param networks the only networks it may be used from, as in {@code 203.0.113.0/24}; absent or empty for all
 * @param limits what it may use; absent for no limits
 */
public record CreateKey(
        String name, @Nullable Instant expiresAt, List<String> models, List<String> networks, KeyLimitDetails limits) {
    public CreateKey {
        Required.text("name", name);
        models = models == null ? List.of() : List.copyOf(models);
        networks = networks == null ? List.of() : List.copyOf(networks);
        limits = limits == null ? KeyLimitDetails.NONE : limits;
    }
}
