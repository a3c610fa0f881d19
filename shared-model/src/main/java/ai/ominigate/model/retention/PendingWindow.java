package ai.ominigate.model.retention;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Instant;
import java.time.Period;

/**
 * A shorter window that two people want, until it takes effect.
 *
 * @param window as {@code P7D}
 * @param effectiveAt from when on more is removed; until then it can be taken back
 */
public record PendingWindow(
        @JsonFormat(shape = JsonFormat.Shape.STRING) Period window, Instant effectiveAt) {}
