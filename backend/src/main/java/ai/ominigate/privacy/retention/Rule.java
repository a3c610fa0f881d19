package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PendingWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How long a class of data is kept, as it was decided.
 *
 * @param confirmedAt null while the window is a draft
 */
record Rule(
        DataClass dataClass,
        Period window,
        @Nullable PendingWindow pending,
        @Nullable Instant confirmedAt,
        long version) {

    private static final Duration AHEAD = Duration.ofHours(1);

    /** What is older than this is kept longer than the window. */
    Instant limit(Instant now) {
        return now.atOffset(ZoneOffset.UTC).minus(window).toInstant();
    }

    /**
     * What a purge removes: all days of which something gets older than the window before the UTC day is over, from an hour
     * before the day begins, so that nothing ever is.
     */
    Instant cutoff(Instant now) {
        return cutoff(now, window);
    }

    static Instant cutoff(Instant now, Period window) {
        LocalDate firstKept = now.plus(AHEAD)
                .atOffset(ZoneOffset.UTC)
                .minus(window)
                .toLocalDate()
                .plusDays(1);
        return firstKept.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
