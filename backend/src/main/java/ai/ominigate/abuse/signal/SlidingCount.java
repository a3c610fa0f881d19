package ai.ominigate.abuse.signal;

import java.util.Arrays;

/**
 * How many there were within the last while: a ring of slots that are forgotten one by one. What comes a little late, as
 * from another node, is counted where it belongs; so the order makes no difference. Not for several threads.
 */
final class SlidingCount {
    /** The last slot is the present one, so that what is counted is 90 to 100 % of the window. */
    static final int SLOTS = 10;

    private final long slotMillis;
    private final long[] counts = new long[SLOTS];
    private final long[] firstAt = new long[SLOTS];
    private long newest = Long.MIN_VALUE;

    SlidingCount(long windowMillis) {
        this.slotMillis = Math.max(1, windowMillis / SLOTS);
    }

    void add(long at, long count) {
        long slot = Math.floorDiv(at, slotMillis);
        moveOn(slot);
        if (slot <= newest - SLOTS || count == 0) {
            return;
        }
        int place = place(slot);
        firstAt[place] = counts[place] == 0 ? at : Math.min(firstAt[place], at);
        counts[place] += count;
    }

    long sum(long at) {
        moveOn(Math.floorDiv(at, slotMillis));
        return Arrays.stream(counts).sum();
    }

    /** When the first of those came that are counted; {@code at} if there are none. */
    long since(long at) {
        long first = at;
        for (int i = 0; i < SLOTS; i++) {
            if (counts[i] > 0) {
                first = Math.min(first, firstAt[i]);
            }
        }
        return first;
    }

    /** The slots from the oldest to the present one. */
    long[] slots(long at) {
        moveOn(Math.floorDiv(at, slotMillis));
        long[] inOrder = new long[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            inOrder[i] = counts[place(newest - SLOTS + 1 + i)];
        }
        return inOrder;
    }

    private void moveOn(long slot) {
        if (newest == Long.MIN_VALUE || slot - newest >= SLOTS) {
            Arrays.fill(counts, 0);
            newest = slot;
        }
        while (newest < slot) {
            newest++;
            counts[place(newest)] = 0;
        }
    }

    private static int place(long slot) {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}
