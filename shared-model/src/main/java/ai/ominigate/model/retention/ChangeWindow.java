package ai.ominigate.model.retention;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Period;

/**
 * A wish for another window.
 *
 * @param window as {@code P7D} or {@code P13M}
 * @param reason why, for whoever is asked to agree and for the audit log
 */
public record ChangeWindow(
        @JsonFormat(shape = JsonFormat.Shape.STRING) Period window, String reason) {
    private static final int LONGEST_REASON = 500;

    public ChangeWindow {
        Required.value("window", window);
        Required.text("reason", reason, LONGEST_REASON);
    }
}
