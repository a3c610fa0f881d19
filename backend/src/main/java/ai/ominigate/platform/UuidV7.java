package ai.ominigate.platform;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Time-ordered identifiers (RFC 9562, version 7): 48 bits of Unix milliseconds, then 74 random bits. */
public final class UuidV7 {
    private UuidV7() {}

    /** An identifier that carries this moment, to the millisecond. */
    public static UUID at(Instant moment) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (moment.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** What no identifier of this millisecond or a later one is below, and every earlier one is. */
    public static UUID floor(Instant moment) {
        return new UUID(moment.toEpochMilli() << 16, 0);
    }

    /** The moment an identifier carries. */
    public static Instant instant(UUID id) {
        return Instant.ofEpochMilli(epochMillis(id));
    }

    /** The moment an identifier carries, in milliseconds since 1970. */
    public static long epochMillis(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }
}
