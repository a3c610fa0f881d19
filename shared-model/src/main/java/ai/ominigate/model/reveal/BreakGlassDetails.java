package ai.ominigate.model.reveal;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An emergency in which somebody could see more than usual.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of a change
 * @param by who broke the glass
 * @param purpose what for
 * @param reason what had happened, in their words
 * @param startedAt when it began
 * @param endsAt when it ends or ended
 * @param looks what was looked at meanwhile, the first first
 * @param acknowledgedBy the privacy officer who has seen this; absent as long as none has
 * @param acknowledgedAt when they did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BreakGlassDetails(
        String id,
        long version,
        Colleague by,
        Purpose purpose,
        String reason,
        Instant startedAt,
        Instant endsAt,
        List<Look> looks,
        @Nullable Colleague acknowledgedBy,
        @Nullable Instant acknowledgedAt)
        implements Versioned {
    public BreakGlassDetails {
        looks = List.copyOf(looks);
    }

    /**
     * A value that was shown in clear.
     *
     * @param at when
     * @param subject whose it was
     * @param field which of theirs
     * @param copied whether it was copied
     */
    public record Look(Instant at, String subject, PersonalField field, boolean copied) {}
}
