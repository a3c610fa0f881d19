package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.UuidV7;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Events of calls for tests; the same seed gives the same ones. */
final class Calls {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Random random;
    private final UUID[] accounts;
    private final UUID[] keys;
    private final UUID[] leases;

    Calls(long seed) {
        random = new Random(seed);
        accounts = uuids(3);
        keys = uuids(5);
        leases = uuids(4);
    }

    private UUID[] uuids(int count) {
        UUID[] made = new UUID[count];
        for (int i = 0; i < count; i++) {
            made[i] = uuid();
        }
        return made;
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    UUID account(int which) {
        return accounts[which];
    }

    UUID key(int which) {
        return keys[which];
    }

    CallEvent.Intent intent() {
        return intentAt(NOON.plusMillis(random.nextInt(1000)));
    }

    CallEvent.Intent intentAt(Instant moment) {
        UUID at = UuidV7.at(moment);
        UUID id = new UUID(at.getMostSignificantBits(), (random.nextLong() >>> 2) | (1L << 63));
        int key = random.nextInt(keys.length);
        return new CallEvent.Intent(
                id,
                accounts[key % accounts.length],
                keys[key],
                random.nextBoolean() ? "gpt-9" : "größer-als-α",
                "mock",
                random.nextInt(9),
                random.nextInt(5000),
                leases[random.nextInt(leases.length)]);
    }

    static CallEvent.Progress progress(CallEvent.Intent call, long output) {
        return new CallEvent.Progress(call.id(), TokenCounts.of(call.estimatedPrompt(), output));
    }

    CallEvent.Final end(CallEvent.Intent call) {
        return end(call, random.nextInt(10) == 0 ? 0 : random.nextLong(1, 5_000_000), null);
    }

    CallEvent.Final end(CallEvent.Intent call, long costNanos, @org.jspecify.annotations.Nullable String answerId) {
        TokenCounts tokens = new TokenCounts(
                random.nextInt(1000),
                random.nextInt(1000),
                random.nextInt(10),
                random.nextInt(10),
                random.nextInt(1000),
                random.nextInt(100),
                random.nextInt(10),
                random.nextInt(10));
        return new CallEvent.Final(
                call.id(),
                call.account(),
                call.key(),
                call.model(),
                call.provider(),
                call.priceVersion(),
                call.lease(),
                tokens,
                random.nextInt(5) == 0,
                costNanos,
                random.nextInt(9_000_000),
                random.nextInt(900_000),
                200,
                random.nextInt(6) == 0 ? EndReason.UPSTREAM_BROKE : EndReason.DONE,
                answerId);
    }

    static CallEvent.Final withoutAnswerId(CallEvent.Final end) {
        return new CallEvent.Final(
                end.id(),
                end.account(),
                end.key(),
                end.model(),
                end.provider(),
                end.priceVersion(),
                end.lease(),
                end.tokens(),
                end.estimated(),
                end.costNanos(),
                end.latencyMicros(),
                end.firstByteMicros(),
                end.httpStatus(),
                end.end(),
                null);
    }
}
