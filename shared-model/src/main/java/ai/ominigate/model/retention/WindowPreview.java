package ai.ominigate.model.retention;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * What a window would remove if its purge ran now. Nothing is removed.
 *
 * @param dataClass of what
 * @param window the window that was asked about
 * @param cutoff what is older would go
 * @param rows how many would go
 * @param held how many more would go if no legal hold kept them
 * @param oldest how old the oldest of all is; null if there is nothing
 * @param shortens whether it is shorter than the present window, and so takes a day to take effect
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WindowPreview(
        DataClass dataClass,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Period window,
        Instant cutoff,
        long rows,
        long held,
        @Nullable Instant oldest,
        boolean shortens) {}
