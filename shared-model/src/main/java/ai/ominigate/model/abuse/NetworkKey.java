package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that was used from a network.
 *
 * @param key its id
 * @param account whose it is; absent if it is gone
 * @param paying whether that account pays
 * @param calls requests that came with it
 * @param firstAt when the first of them
 * @param lastAt when the last of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkKey(
        String key, @Nullable String account, boolean paying, long calls, Instant firstAt, Instant lastAt) {}
