package ai.ominigate.model.abuse;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a rule looks for abuse, in one of its versions.
 *
 * @param signal which one, {@code S1} to {@code S18}
 * @param version counts up from 1 with each change
 * @param title what it is called
 * @param counts what it counts: {@code threshold} is in this unit
 * @param family what kind of abuse it speaks of; flags of a family are capped together
 * @param shadow whether it is only tried out: its flags are kept and have no effect
 * @param threshold from how many on it raises a flag
 * @param further other numbers that it compares, each by its name
 * @param window within which it counts, as {@code PT10M}
 * @param points what a flag adds to a score while it is fresh; the most, where that depends on what was seen
 * @param halfLife after which a flag adds half as much, as {@code PT6H}
 * @param familyCap what all flags of the family add at most
 * @param blind whether it cannot see anything now, because data about networks is missing or older than 30 days
 * @param changedAt when this version was made
 * @param changedBy by which member of the staff; absent for the program itself
 * @param reason why it was changed, in the words of whoever did
 * @param precision how often it was right; absent for versions that are not the present one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuleDetails(
        String signal,
        long version,
        String title,
        String counts,
        String family,
        boolean shadow,
        double threshold,
        Map<String, Double> further,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration window,
        int points,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration halfLife,
        int familyCap,
        boolean blind,
        Instant changedAt,
        @Nullable String changedBy,
        String reason,
        @Nullable RulePrecision precision)
        implements Versioned {
    public RuleDetails {
        further = Map.copyOf(further);
    }
}
