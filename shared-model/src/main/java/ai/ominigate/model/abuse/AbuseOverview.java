package ai.ominigate.model.abuse;

import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes on at the abuse desk.
 *
 * @param at when it was counted
 * @param open open cases by how urgent they are, from {@code 1}
 * @param byStatus open cases by where they stand
 * @param byFamily open cases by what they were opened for
 * @param unclaimed open cases that nobody works on and that wait for somebody
 * @param oldestUnclaimed when the first of them was opened; absent if there are none
 * @param overdue open cases that should have been decided by now
 * @param appealsOpen appeals that wait
 * @param appealsOverdue those of them that should have been decided by now
 * @param appealsUpheld decisions of the last 90 days that stayed
 * @param appealsOverturned decisions of the last 90 days that were wrong
 * @param deciders of whom appeals were decided in the last 90 days: how often what they decided stayed
 * @param bansToReview bans that end within two weeks, unless two people decide them again
 * @param endingSoon decisions in force that end, or are looked at again, within 24 hours
 * @param days what was decided in each of the last 30 days, the present one included, in their order
 * @param hours flags of the last 48 hours, the present one included, in their order
 * @param signals what became of what each signal raised
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AbuseOverview(
        Instant at,
        Map<String, Long> open,
        Map<CaseStatus, Long> byStatus,
        Map<CaseFamily, Long> byFamily,
        long unclaimed,
        @Nullable Instant oldestUnclaimed,
        long overdue,
        long appealsOpen,
        long appealsOverdue,
        long appealsUpheld,
        long appealsOverturned,
        List<Decider> deciders,
        long bansToReview,
        long endingSoon,
        List<Day> days,
        List<Hour> hours,
        List<Signal> signals) {
    public AbuseOverview {
        open = Map.copyOf(open);
        byStatus = Map.copyOf(byStatus);
        byFamily = Map.copyOf(byFamily);
        deciders = List.copyOf(deciders);
        days = List.copyOf(days);
        hours = List.copyOf(hours);
        signals = List.copyOf(signals);
    }

    /**
     * What became of appeals against what somebody decided, alone or as one of two.
     *
     * @param member whose decisions they were
     * @param upheld those that stayed
     * @param overturned those that were wrong
     * @param overturnRate the share of those that were wrong
     */
    public record Decider(Colleague member, long upheld, long overturned, double overturnRate) {}

    /**
     * Decisions of a day, without the allow-list.
     *
     * @param day by UTC
     * @param automatic how many rules decided
     * @param human how many people decided or proposed
     */
    public record Day(LocalDate day, long automatic, long human) {}

    /**
     * Flags that were raised in an hour.
     *
     * @param hour its beginning
     * @param flags how many, by what they are about; without rules that are tried out
     */
    public record Hour(Instant hour, Map<CaseFamily, Long> flags) {
        public Hour {
            flags = Map.copyOf(flags);
        }
    }

    /**
     * What became of what a signal raised.
     *
     * @param signal which
     * @param raised flags of the last 7 days
     * @param confirmed of its last 50 flags that somebody decided about, those that were abuse
     * @param wrong those that were not there or no harm
     * @param precision the share of those that were right, of those that somebody could tell; absent if there are none
     * @param appealsUpheld appeals of the last 90 days in cases with such a flag, against decisions that stayed
     * @param appealsOverturned the same, against decisions that were wrong
     * @param overturnRate the share of those that were wrong; absent if there were no appeals
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Signal(
            String signal,
            long raised,
            int confirmed,
            int wrong,
            @Nullable Double precision,
            long appealsUpheld,
            long appealsOverturned,
            @Nullable Double overturnRate) {}
}
