package ai.ominigate.metering;

import java.util.UUID;

/** What each API key has spent, from memory: everything this node has finished, and what others did, seconds later. */
public interface KeySpend {

    /** Nano-dollars spent in the current UTC day, in the current UTC calendar month and for good. Never blocks. */
    record Spent(long today, long thisMonth, long ever) {}

    /** What this key has spent by now. */
    Spent of(UUID key);
}
