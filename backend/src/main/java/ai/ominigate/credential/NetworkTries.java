package ai.ominigate.credential;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down a network that guesses at many accounts or at tokens: an IPv4 address, or the /64 that is one subscriber's in
 * IPv6. Kept in memory only, and so per node: addresses are
 * written down nowhere but in the operational log.
 */
@Singleton
public final class NetworkTries {
    /** Networks that are remembered; beyond that, the one that has been quiet for longest is forgotten. */
    static final int REMEMBERED = 10_000;

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final int SUBSCRIBER_BYTES = 8;
    private static final int IPV4_BYTES = 4;

    private final InstantSource clock;
    private final Map<Place, Tries> tries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Tries> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Place(Door door, ByteBuffer network) {}

    private record Tries(int failures, Instant lastAt, Instant barredUntil) {}

    NetworkTries(InstantSource clock) {
        this.clock = clock;
    }

    /** How long the network of this address, of 4 or 16 bytes, has to wait at this door; null if it need not. */
    public synchronized @Nullable Duration wait(Door door, byte[] address) {
        Tries known = tries.get(new Place(door, network(address)));
        Instant now = clock.instant();
        return known == null || !now.isBefore(known.barredUntil()) ? null : Duration.between(now, known.barredUntil());
    }

    /** Somebody there tried and failed. */
    public synchronized void failed(Door door, byte[] address) {
        Instant now = clock.instant();
        tries.compute(new Place(door, network(address)), (place, known) -> {
            boolean fresh = known == null || now.isAfter(known.lastAt().plus(FORGOTTEN_AFTER));
            int failures = fresh ? 1 : known.failures() + 1;
            return new Tries(failures, now, now.plus(Waits.after(failures - door.free())));
        });
    }

    /** Whose failures count together: all of an IPv4 address, or the first half of an IPv6 one. */
    public static ByteBuffer network(byte[] address) {
        return ByteBuffer.wrap(
                address.length == IPV4_BYTES ? address.clone() : Arrays.copyOf(address, SUBSCRIBER_BYTES));
    }
}
