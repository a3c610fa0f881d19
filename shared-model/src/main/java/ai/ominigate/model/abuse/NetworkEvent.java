package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that came from a network.
 *
 * @param at when
 * @param address from where, masked
 * @param method of HTTP
 * @param route what it asked for, without what the caller wrote
 * @param status what it was answered with
 * @param key the id of the key that it came with; absent if it came with none that is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkEvent(
        Instant at,
        String address,
        String method,
        String route,
        int status,
        @Nullable String key) {}
