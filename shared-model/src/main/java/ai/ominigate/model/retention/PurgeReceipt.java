package ai.ominigate.model.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a purge did.
 *
 * @param id its id
 * @param dataClass of what
 * @param cutoff what was older went
 * @param startedAt when it began; one that was interrupted goes on later
 * @param finishedAt when it ended; null while it is not done
 * @param deleted how many rows went
 * @param oldestRemaining how old the oldest is that stayed; null if nothing stayed, or while it is not done
 * @param digest SHA-256 in hexadecimal of the receipt before it of this class and of what is told here, one value a line,
 *     so that none can be changed or left out unseen; null while it is not done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PurgeReceipt(
        String id,
        DataClass dataClass,
        Instant cutoff,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long deleted,
        @Nullable Instant oldestRemaining,
        @Nullable String digest) {}
