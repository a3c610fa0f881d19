package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import java.util.Map;
import java.util.function.Consumer;

/** What rules do alike that speak of an event itself, often of the first. */
final class Counted {
    private Counted() {}

    static <K> void each(
            RuleVersion version,
            Remembered<K, SlidingCount> known,
            K key,
            Entity entity,
            long at,
            Consumer<Finding> found) {
        SlidingCount events = known.of(key, unknown -> new SlidingCount(version.windowMillis()));
        events.add(at, 1);
        long count = events.sum(at);
        if (count >= version.threshold()) {
            found.accept(Finding.of(version, entity, count, events.since(at), at, Map.of(Finding.EVENTS, count)));
        }
    }
}
