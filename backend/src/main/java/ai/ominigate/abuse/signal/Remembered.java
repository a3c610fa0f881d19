package ai.ominigate.abuse.signal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each of many, up to a number: beyond it, the one that has been quiet for longest is forgotten. Not for
 * several threads.
 */
final class Remembered<K, V> {
    /** Entities that each rule remembers. */
    static final int MOST = 50_000;

    private final Map<K, V> known;

    Remembered() {
        this(MOST);
    }

    Remembered(int most) {
        known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** What is known of it; made if nothing was. */
    V of(K entity, Function<? super K, ? extends V> unknown) {
        return known.computeIfAbsent(entity, unknown);
    }

    @Nullable
    V find(K entity) {
        return known.get(entity);
    }

    void put(K entity, V value) {
        known.put(entity, value);
    }

    void forget(K entity) {
        known.remove(entity);
    }

    int size() {
        return known.size();
    }

    Collection<V> all() {
        return known.values();
    }

    Map<K, V> asMap() {
        return known;
    }
}
