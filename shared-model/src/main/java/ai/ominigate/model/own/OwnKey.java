package ai.ominigate.model.own;

import ai.ominigate.model.key.KeyLimitDetails;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key of one's own, without its secret.
 *
 * @param id names it for good
 * @param name what it is called
 * @param hint the first characters of its secret
 * @param scope what it is for
 * @param createdAt when it was made
 * @param expiresAt from when on it is refused; absent for never
 * @param revokedAt when it was given up; absent if it was not
 * @param models the only models it may call; empty for all
 * @param networks the only networks it may be used from; empty for all
 * @param limits what it may use
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnKey(
        String id,
        String name,
        String hint,
        OwnKeyScope scope,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        List<String> models,
        List<String> networks,
        KeyLimitDetails limits) {
    public OwnKey {
        models = List.copyOf(models);
        networks = List.copyOf(networks);
    }
}
