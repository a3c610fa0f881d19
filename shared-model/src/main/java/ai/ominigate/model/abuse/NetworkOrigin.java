package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose a network is, as far as files on the server's machine say. What no file speaks of is absent.
 *
 * @param country two capital letters (ISO 3166-1)
 * @param system the number of the autonomous system that routes it
 * @param torExit whether a Tor exit is in it
 * @param hosting whether it is a hoster's, so that programs call from there
 * @param asOf when the oldest of these files was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkOrigin(
        @Nullable String country,
        @Nullable Long system,
        @Nullable Boolean torExit,
        @Nullable Boolean hosting,
        Instant asOf) {}
