package ai.ominigate.privacy.export;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often a network may ask for a page: some times at once, and then so many a minute. In memory, on each node. */
@Singleton
final class PageVisits {
    static final int AT_ONCE = 30;

    private static final long EACH = Duration.ofSeconds(2).toNanos();
    private static final int REMEMBERED = 10_000;
    private static final int SUBSCRIBER_BYTES = 8;
    private static final int IPV4_BYTES = 4;

    private final Map<ByteBuffer, Long> paidOff = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Whether this one may.
     *
     * @param address of 4 or 16 bytes
     * @param now on the clock of {@link System#nanoTime()}
     */
    synchronized boolean admit(byte[] address, long now) {
        byte[] network = address.length == IPV4_BYTES ? address : Arrays.copyOf(address, SUBSCRIBER_BYTES);
        ByteBuffer key = ByteBuffer.wrap(network.clone());
        Long before = paidOff.get(key);
        long moment = (before == null || before - now <= 0 ? now : before) + EACH;
        if (moment - now > EACH * AT_ONCE) {
            return false;
        }
        paidOff.put(key, moment);
        return true;
    }
}
