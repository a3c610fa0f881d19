package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Gives a case to a colleague.
 *
 * @param to the colleague's id
 * @param note what they should know; at most 2000 characters, absent for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandOverCase(String to, @Nullable String note) {
    private static final int LONGEST = 2_000;

    public HandOverCase {
        Required.text("to", to);
        if (note != null) {
            Required.text("note", note, LONGEST);
        }
    }
}
