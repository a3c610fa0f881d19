package ai.ominigate.privacy.identity;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often a network has tried: an IPv4 address, or the /64 that is one subscriber's in IPv6. Kept in memory only, as
 * addresses are written down nowhere but in the operational log.
 */
@Singleton
final class Guesses {
    /** In an hour. */
    static final int MOST = 30;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int REMEMBERED = 10_000;
    private static final int IPV4_BYTES = 4;
    private static final int SUBSCRIBER_BYTES = 8;

    private final InstantSource clock;
    private final Map<ByteBuffer, Tries> tries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Tries> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Tries(int count, Instant since) {}

    Guesses(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts a try; whether it may be made. */
    synchronized boolean mayTry(byte[] address) {
        Instant now = clock.instant();
        ByteBuffer network = ByteBuffer.wrap(
                address.length == IPV4_BYTES ? address.clone() : Arrays.copyOf(address, SUBSCRIBER_BYTES));
        Tries counted = tries.compute(
                network,
                (key, known) -> known == null || now.isAfter(known.since().plus(HOUR))
                        ? new Tries(1, now)
                        : new Tries(known.count() + 1, known.since()));
        return counted.count() <= MOST;
    }
}
