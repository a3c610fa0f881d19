package ai.ominigate.metering;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;

/**
 * How large the journal's files are.
 *
 * @param segmentSize bytes of one file of the journal, 4 KiB to 1 GiB
 * @param maxSize bytes that all files may have together while calls are taken: above nine tenths of it new calls are
 *     refused until usage has been stored in the database. Calls under way are recorded beyond it
 * @param segmentPatience how long the ends of calls under way wait for a next segment that cannot be made, because the
 *     disk is full; then the journal fails
 */
@ConfigurationProperties("ominigate.journal")
record JournalSettings(
        @Bindable(defaultValue = "64MB") @ReadableBytes int segmentSize,
        @Bindable(defaultValue = "2GB") @ReadableBytes long maxSize,
        @Bindable(defaultValue = "10s") Duration segmentPatience) {
    private static final int SMALLEST_SEGMENT = 1 << 12;
    private static final int LARGEST_SEGMENT = 1 << 30;

    /** The segment in use, the one made ahead and one that is being shipped, within nine tenths. */
    private static final int LEAST_SEGMENTS = 4;

    JournalSettings {
        if (segmentSize < SMALLEST_SEGMENT || segmentSize > LARGEST_SEGMENT) {
            throw new CannotStart("The setting ominigate.journal.segment-size is " + segmentSize
                    + " bytes, but a segment has 4 KiB to 1 GiB. Choose a size between.");
        }
        if (maxSize < (long) LEAST_SEGMENTS * segmentSize) {
            throw new CannotStart("The setting ominigate.journal.max-size is " + maxSize
                    + " bytes, but the journal needs room for " + LEAST_SEGMENTS + " segments of " + segmentSize
                    + ". Make it larger, or ominigate.journal.segment-size smaller.");
        }
    }

    /** From how many bytes on disk on no new calls are taken. */
    long refuseAbove() {
        return maxSize / 10 * 9;
    }
}
