package ai.ominigate.model.system;

import java.time.Instant;
import java.util.List;

/**
 * What goes on.
 *
 * @param hours the last 24, the present one included, in their order; as far as calls are stored
 * @param refused calls that the node which answered has refused, by the code of the refusal, the most first
 * @param refusedSince since when: its start
 * @param awaitingMe proposals that whoever asks could agree to
 * @param breakGlassToAcknowledge how often somebody else broke the glass and whoever asks could acknowledge it; 0 for who
 *     does not watch over that
 * @param restore whether people who were forgotten have stayed so
 */
public record Overview(
        List<OverviewHour> hours,
        List<RefusedCalls> refused,
        Instant refusedSince,
        long awaitingMe,
        long breakGlassToAcknowledge,
        RestoreState restore) {
    public Overview {
        hours = List.copyOf(hours);
        refused = List.copyOf(refused);
    }
}
