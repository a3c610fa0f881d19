package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import java.util.UUID;

/** Numbers of 64 bits that stand for things in a {@link SlidingSet}: the same on every node and after every start. */
final class Hashes {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Hashes() {}

    static long of(Entity.Net network) {
        long hash = FNV_OFFSET;
        for (byte part : network.network().address()) {
            hash = (hash ^ (part & 0xFF)) * FNV_PRIME;
        }
        return hash ^ (hash >>> 32);
    }

    static long of(CharSequence text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash ^ (hash >>> 32);
    }

    static long of(UUID id) {
        return id.getMostSignificantBits() * FNV_PRIME ^ id.getLeastSignificantBits();
    }
}
