package ai.ominigate.staff.identity;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose refusals are in the audit log already, so that a flood at the door is not one in the log. Kept in memory only, and
 * so per node.
 */
@Singleton
final class NotedRefusals {
    private static final int REMEMBERED = 10_000;
    private static final Duration ANEW_AFTER = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<Whose, Instant> noted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Whose, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Whose(Door door, ByteBuffer name) {}

    NotedRefusals(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether it is the first within a minute of this account, by the hash of its address, or of this network, at this door. */
    synchronized boolean isFirst(Door door, ByteBuffer name) {
        Whose whose = new Whose(door, name);
        Instant now = clock.instant();
        Instant before = noted.get(whose);
        if (before != null && now.isBefore(before.plus(ANEW_AFTER))) {
            return false;
        }
        noted.remove(whose);
        noted.put(whose, now);
        return true;
    }
}
