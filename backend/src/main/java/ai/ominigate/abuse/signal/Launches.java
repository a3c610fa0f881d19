package ai.ominigate.abuse.signal;

import java.util.Map;

/** Since when models are sold. Read by one thread, replaced by any. */
final class Launches {
    private volatile Map<String, Long> sold = Map.of();

    /** From now on by this, in milliseconds since 1970. */
    void are(Map<String, Long> since) {
        sold = Map.copyOf(since);
    }

    /** Since when this one is sold, in milliseconds since 1970; always, for one that the catalogue does not know. */
    long soldSince(String model) {
        return sold.getOrDefault(model, 0L);
    }
}
