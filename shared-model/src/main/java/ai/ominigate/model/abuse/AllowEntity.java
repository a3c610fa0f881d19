package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks to put something on the allow-list.
 *
 * @param network addresses, as {@code 203.0.113.0/24}; or give {@code entity}, or
 *     neither for what the case is about
 * @param entity a key, an account or whatever else can be judged, as {@code account:019a…}; or give {@code
 *     network}, or neither
 * @param duration for how long, as {@code P90D}: at most a year
 * @param reason why it is known to be good; at most 200 characters
 * @param note what else colleagues are to know; at most 2000 characters
 * @param caseId the case that it decides; absent where there is none
 * @param caseVersion the version of the case that was seen
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AllowEntity(
        @Nullable String network,
        @Nullable String entity,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration duration,
        String reason,
        @Nullable String note,
        @JsonProperty("case") @Nullable String caseId,
        @Nullable Long caseVersion) {
    public AllowEntity {
        if (caseId == null || network != null) {
            Required.oneOf("network", network, "entity", entity);
        }
        Required.value("duration", duration);
        Required.text("reason", reason);
    }
}
