package ai.ominigate.model.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes on at the privacy desk.
 *
 * @param at when it was counted
 * @param oldestUnassigned when the first of the open requests came in that nobody works on; absent if there are none
 * @param days what came in and what ended on each of the last 30 days, the present one included, in their order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PrivacyOverview(Instant at, @Nullable Instant oldestUnassigned, List<Day> days) {
    public PrivacyOverview {
        days = List.copyOf(days);
    }

    /**
     * Requests of a day.
     *
     * @param day by UTC
     * @param received how many came in
     * @param ended how many were over on it, whenever they had come in
     */
    public record Day(LocalDate day, long received, long ended) {}
}
