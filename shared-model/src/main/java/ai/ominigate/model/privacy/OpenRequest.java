package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Opens a request that came otherwise than by mail.
 *
 * @param type what it asks for
 * @param channel how it reached us
 * @param regime by whose law it is answered
 * @param receivedAt when it reached us, which is not in the future
 * @param sender an e-mail address of whoever asks; absent if they gave none
 * @param language that they are written to in, as {@code en} or {@code zh-CN}
 * @param account whose data it is about, by its id; absent if nobody knows yet
 * @param words what they wrote or said; at most 4000 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenRequest(
        RequestType type,
        RequestChannel channel,
        Regime regime,
        Instant receivedAt,
        @Nullable String sender,
        String language,
        @Nullable String account,
        String words) {
    public OpenRequest {
        Required.value("type", type);
        Required.value("channel", channel);
        Required.value("regime", regime);
        Required.value("receivedAt", receivedAt);
        if (sender != null) {
            Required.text("sender", sender, 254);
        }
        Required.text("language", language, 35);
        Required.text("words", words, 4_000);
    }
}
