package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Asks that an account is closed and gets back what is left of its money.
 *
 * @param account which, by its id
 * @param reason why, for colleagues and the audit log; at most 200 characters
 * @param note what else colleagues are to know; at most 2000 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RefundAndClose(
        String account, String reason, @Nullable String note) {
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_REASON = 200;
    private static final int LONGEST_NOTE = 2_000;

    public RefundAndClose {
        Required.text("account", account, LONGEST_ID);
        Required.text("reason", reason, LONGEST_REASON);
        if (note != null) {
            Required.text("note", note, LONGEST_NOTE);
        }
    }
}
