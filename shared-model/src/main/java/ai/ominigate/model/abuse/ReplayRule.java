package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wish to see what a rule would have seen in the last 7 days. What is absent is as in its present version.
 *
 * @param threshold from how many on it would raise a flag
 * @param further other numbers that it would compare
 * @param window within which it would count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplayRule(
        @Nullable Double threshold,
        @Nullable Map<String, Double> further,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration window) {
    public ReplayRule {
        further = further == null ? null : Map.copyOf(further);
    }
}
