package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request of the operational log that was kept for a case.
 *
 * @param id names it, for {@code evidence:…} as the subject of a reveal
 * @param at when
 * @param address from where, masked
 * @param method of HTTP
 * @param route what it asked for, without what the caller wrote
 * @param status what it was answered with
 * @param model which model was called, as customers call it; absent where none was
 * @param tokens how many it read and wrote
 * @param latencyMillis how long the call took
 * @param key the id of the key that it came with; absent if it came with none that is known
 * @param client the program that the caller says they use, as {@code openai-python/1.2}; absent if it does not look like one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvidenceSample(
        String id,
        Instant at,
        String address,
        String method,
        String route,
        int status,
        @Nullable String model,
        @Nullable Long tokens,
        @Nullable Long latencyMillis,
        @Nullable String key,
        @Nullable String client) {}
