package ai.ominigate.abuse.decision;

import java.util.concurrent.atomic.LongAdder;

/** How often this node has met a decision since it last told the database. */
final class Hits {
    private final LongAdder count = new LongAdder();
    private volatile long lastAtMillis;

    void add(long nowMillis) {
        count.increment();
        lastAtMillis = nowMillis;
    }

    /** Gives back what could not be told. */
    void putBack(long hits) {
        count.add(hits);
    }

    long take() {
        return count.sumThenReset();
    }

    long lastAtMillis() {
        return lastAtMillis;
    }
}
