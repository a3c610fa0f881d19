package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import ai.ominigate.model.key.KeyLimitDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an API key of one's own.
 *
 * @param name what to call it; 1 to 200 characters
 * @param scope what it is for; absent for calling models
 * @param expiresAt from when on it is refused; absent for never
 * @param models the only models it may call, by the names that the list of models has; absent or empty for all
 * @param networks the only networks it may be used from, as in {@code 203.0.113.0/24}; absent or empty for all
 * @param limits what it may use; absent for no limits
 */
public record MakeKey(
        String name,
        OwnKeyScope scope,
        @Nullable Instant expiresAt,
        List<String> models,
        List<String> networks,
        KeyLimitDetails limits) {
    public MakeKey {
        Required.text("name", name);
        scope = scope == null ? OwnKeyScope.CALL : scope;
        models = models == null ? List.of() : List.copyOf(models);
        networks = networks == null ? List.of() : List.copyOf(networks);
        limits = limits == null ? KeyLimitDetails.NONE : limits;
    }
}
