package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records that an owner appeals, as they wrote it in a mail.
 *
 * @param decision the decision's id
 * @param words what they wrote; 1 to 8000 characters
 * @param receivedAt when it came; absent for now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordAppeal(
        String decision, String words, @Nullable Instant receivedAt) {
    private static final int LONGEST = 8_000;

    public RecordAppeal {
        Required.text("decision", decision);
        Required.text("words", words, LONGEST);
    }
}
