package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.platform.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A flag for tests, of which each says what it is about. */
record SomeFlag(
        String signal, Family family, Entity entity, int points, int cap, Instant first, Instant last, boolean shadow) {
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    /** Credential stuffing from a network that no other test has, now. */
    static SomeFlag stuffing(Instant now) {
        return new SomeFlag(
                "S1",
                Family.AUTHENTICATION,
                network(),
                30,
                60,
                now.minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.MICROS),
                now.truncatedTo(ChronoUnit.MICROS),
                false);
    }

    /** An address that no other test has. */
    static Entity.Net network() {
        int number = NETWORKS.incrementAndGet();
        return Entity.Net.of(new byte[] {(byte) 198, 51, (byte) (number >> 8), (byte) number});
    }

    SomeFlag signal(String other, Family of) {
        return new SomeFlag(other, of, entity, points, cap, first, last, shadow);
    }

    SomeFlag about(Entity other) {
        return new SomeFlag(signal, family, other, points, cap, first, last, shadow);
    }

    SomeFlag points(int other) {
        return new SomeFlag(signal, family, entity, other, cap, first, last, shadow);
    }

    /** Without a cap that matters. */
    SomeFlag uncapped() {
        return new SomeFlag(signal, family, entity, points, 1_000, first, last, shadow);
    }

    SomeFlag later(Duration by) {
        return new SomeFlag(signal, family, entity, points, cap, first.plus(by), last.plus(by), shadow);
    }

    /** The same window, seen for longer. */
    SomeFlag longer(Duration by) {
        return new SomeFlag(signal, family, entity, points, cap, first, last.plus(by), shadow);
    }

    SomeFlag inShadow() {
        return new SomeFlag(signal, family, entity, points, cap, first, last, true);
    }

    Flag build() {
        return build(Map.of(Flag.EVENTS, 40L, Flag.ACCOUNTS, 9L));
    }

    Flag build(Map<String, Long> counts) {
        UUID id = UuidV7.at(last);
        return new Flag(
                id,
                signal,
                1,
                shadow,
                entity,
                family,
                40,
                20,
                points,
                Duration.ofHours(6),
                cap,
                first,
                last,
                last.plus(Duration.ofDays(14)),
                counts);
    }
}
