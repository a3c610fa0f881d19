package ai.ominigate.model.retention;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * A wish for another window.
 *
 * @param window as {@code P7D} or {@code P13M}
 * @param reason why, for whoever is asked to agree and for the audit log
 * @param policyVersion the version of the privacy policy that says so: needed to lengthen a window that is confirmed
 */
public record ChangeWindow(
        @JsonFormat(shape = JsonFormat.Shape.STRING) Period window,
        String reason,
        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Integer policyVersion) {
    private static final int LONGEST_REASON = 500;

    public ChangeWindow {
        Required.value("window", window);
        Required.text("reason", reason, LONGEST_REASON);
    }
}
