package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PendingWindow;
import java.time.Instant;
import java.time.Period;
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

    /** What is older than this is kept longer than the window. */
    Instant limit(Instant now) {
        return ClassRule.of(dataClass).limit(now, window);
    }

    /** What a purge removes now. */
    Instant cutoff(Instant now) {
        return ClassRule.of(dataClass).cutoff(now, window);
    }
}
