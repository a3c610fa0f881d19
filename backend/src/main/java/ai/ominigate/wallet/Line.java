package ai.ominigate.wallet;

import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.own.MovementKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A line of an account's books: something that moved its balance, and what there was then.
 *
 * @param since from when on, for calls: those until {@code at} are one line; null for everything else
 * @param at when it was; for calls, when the last of them may have been
 * @param nanos nano-dollars that were added; below 0 for what was taken
 * @param after the balance then, in nano-dollars; below 0 where something was owed
 * @param calls how many, for calls; 0 for everything else
 * @param payment the processor's name of the payment that it is about; null if it is about none
 * @param cause why credit was given, as its owner was told; null for everything else, and where nobody told them
 */
public record Line(
        MovementKind kind,
        @Nullable Instant since,
        Instant at,
        long nanos,
        long after,
        long calls,
        @Nullable String payment,
        @Nullable CreditCause cause) {

    /** Whether it is of the calls of a whole day, as this time zone has it. */
    public boolean isWholeDay(ZoneId zone) {
        if (since == null) {
            return false;
        }
        LocalDate day = since.atZone(zone).toLocalDate();
        return since.equals(day.atStartOfDay(zone).toInstant())
                && at.equals(day.plusDays(1).atStartOfDay(zone).toInstant());
    }
}
