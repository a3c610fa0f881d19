package ai.ominigate.privacy.clock;

import ai.ominigate.model.privacy.Urgency;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The days by the end of which something must have happened, on the calendar of where the person lives.
 *
 * @param received the day on which the request reached us
 * @param acknowledged that we have it, must be told; null if no law says when
 * @param internalTarget when we want to have answered
 * @param due an answer, by the statute's count; null if it is due only "without undue delay"
 * @param latest an answer, where a day that is not worked on moves to the next; null as {@code due}
 * @param extension what becomes of it if more time is needed; null if the law gives none
 */
public record Deadlines(
        LocalDate received,
        @Nullable LocalDate acknowledged,
        LocalDate internalTarget,
        @Nullable LocalDate due,
        @Nullable LocalDate latest,
        @Nullable Extension extension) {
    private static final double HALF = 0.5;
    private static final double QUARTER = 0.25;

    /**
     * More time, for a reason that is told to the person.
     *
     * @param toldBy the last day on which that can be told; after it there is no extension
     * @param due as of the deadlines
     * @param latest as of the deadlines
     */
    public record Extension(LocalDate toldBy, LocalDate due, LocalDate latest) {}

    public Deadlines {
        if ((due == null) != (latest == null) || due == null && extension != null) {
            throw new IllegalArgumentException("what has no end cannot be extended");
        }
    }

    /** The deadlines once more time was taken, and the person was told on this day. */
    public Deadlines extended(LocalDate told) {
        if (extension == null) {
            throw new IllegalStateException("No law gives more time for this request.");
        }
        if (told.isAfter(extension.toldBy())) {
            throw new IllegalStateException(
                    "More time had to be told by " + extension.toldBy() + ", within the first period.");
        }
        return new Deadlines(received, acknowledged, internalTarget, extension.due(), extension.latest(), null);
    }

    /** How pressing it is on this day. What has no due day goes by what we want. */
    public Urgency urgency(LocalDate today) {
        LocalDate last = latest == null ? internalTarget : latest;
        if (today.isAfter(last)) {
            return Urgency.OVERDUE;
        }
        // The day of the end is still ours.
        double whole = ChronoUnit.DAYS.between(received, last) + 1.0;
        double left = (ChronoUnit.DAYS.between(today, last) + 1.0) / whole;
        if (left > HALF) {
            return Urgency.CALM;
        }
        return left >= QUARTER ? Urgency.SOON : Urgency.PRESSING;
    }
}
