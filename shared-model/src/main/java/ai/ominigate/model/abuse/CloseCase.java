package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Says that a case is done.
 *
 * @param disposition what it turned out to be; what its flags turned out to be with it
 * @param reason why
 * @param note what else colleagues should know; at most 2000 characters, absent for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloseCase(
        CaseDisposition disposition,
        CaseReason reason,
        @Nullable String note) {
    private static final int LONGEST = 2_000;

    public CloseCase {
        Required.value("disposition", disposition);
        Required.value("reason", reason);
        if (reason == CaseReason.OTHER) {
            Required.text("note", note, LONGEST);
        } else if (note != null) {
            Required.text("note", note, LONGEST);
        }
    }
}
