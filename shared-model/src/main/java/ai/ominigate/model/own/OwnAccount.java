package ai.ominigate.model.own;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The account that one belongs to.
 *
 * @param id names it
 * @param closingSince since when its owner gives it up; absent if they do not
 * @param takenBackUntil until when that can surely be taken back; nothing is deleted before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnAccount(
        String id, @Nullable Instant closingSince, @Nullable Instant takenBackUntil) {}
