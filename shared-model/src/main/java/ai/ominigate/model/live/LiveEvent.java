package ai.ominigate.model.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something has changed. It says what to look at again, and holds nothing of it.
 *
 * @param id larger than that of every event before it
 * @param at when it happened
 * @param kind what happened, {@code feature.verb} in lower case, as {@code approval.proposed}
 * @param subject what it happened to, as {@code approval:019a…}
 * @param version the subject's version from then on; absent if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveEvent(
        long id,
        Instant at,
        String kind,
        String subject,
        @Nullable Long version) {

    /** The name of the event that says: more was missed than can be told, so read everything again. */
    public static final String MISSED = "missed";
}
