package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wish for another version of a rule. What is absent stays as it is.
 *
 * @param shadow whether it is only tried out
 * @param threshold from how many on it raises a flag
 * @param further other numbers that it compares, by the names that it has now; those that are not named stay
 * @param window within which it counts, as {@code PT10M}; 1 minute to 48 hours
 * @param points what a flag adds to a score while it is fresh, 1 to 74
 * @param halfLife after which a flag adds half as much; 10 minutes to 90 days
 * @param familyCap what all flags of the family add at most: at least {@code points}, at most 74
 * @param reason why, for colleagues and the audit log
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeRule(
        @Nullable Boolean shadow,
        @Nullable Double threshold,
        @Nullable Map<String, Double> further,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration window,

        @Nullable Integer points,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration halfLife,

        @Nullable Integer familyCap,
        String reason) {
    private static final int LONGEST_REASON = 1_000;

    public ChangeRule {
        Required.text("reason", reason, LONGEST_REASON);
        further = further == null ? null : Map.copyOf(further);
    }
}
