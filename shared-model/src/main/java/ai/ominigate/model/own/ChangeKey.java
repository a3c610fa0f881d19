package ai.ominigate.model.own;

import ai.ominigate.model.Required;
import ai.ominigate.model.key.KeyLimitDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a key of one's own may do from now on, all of it: what is absent is no limit any more. What it is for, and its
 * secret, stay.
 *
 * @param name what to call it; 1 to 200 characters
 * @param expiresAt from when on it is refused; absent for never
 * @param models the only models it may call, by the names that the list of models has; absent or empty for all
 * @param networks the only networks it may be used from, as in {@code 203.0.113.0/24}; absent or empty for all
 * @param limits what it may use; absent for no limits
 */
public record ChangeKey(
        String name, @Nullable Instant expiresAt, List<String> models, List<String> networks, KeyLimitDetails limits) {
    public ChangeKey {
        Required.text("name", name);
        models = models == null ? List.of() : List.copyOf(models);
        networks = networks == null ? List.of() : List.copyOf(networks);
        limits = limits == null ? KeyLimitDetails.NONE : limits;
    }
}
