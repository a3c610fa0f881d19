package ai.ominigate.model.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret.
 *
 * @param id names it for good
 * @param name what its owner calls it
 * @param hint the first characters of its secret
 * @param createdAt when it was made
 * @param expiresAt from when on it is refused; absent for never
 * @param revokedAt when it was revoked; absent if it was not
 * @param models the only models it may call; empty for all
 * @param networks the only networks it may be used from; empty for all
 * @param limits what it may use
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyDetails(
        String id,
        String name,
        String hint,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        List<String> models,
        List<String> networks,
        KeyLimitDetails limits) {
    public KeyDetails {
        models = List.copyOf(models);
        networks = List.copyOf(networks);
    }
}
