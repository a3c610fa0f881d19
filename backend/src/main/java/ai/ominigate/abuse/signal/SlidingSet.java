package ai.ominigate.abuse.signal;

import java.util.Arrays;

/**
 * How many different ones there were within the last while, exactly up to a bound and "at least so many" beyond it, which
 * is enough to compare with a threshold below. Small, as there is one for each of many thousand entities. Not for several
 * threads.
 */
final class SlidingSet {
    private static final int FIRST_SIZE = 4;

    private final long windowMillis;
    private final int bound;
    private long[] elements = new long[FIRST_SIZE];
    private long[] seen = new long[FIRST_SIZE];
    private int size;

    /** @param bound of the elements that are told apart at once */
    SlidingSet(long windowMillis, int bound) {
        this.windowMillis = windowMillis;
        this.bound = bound;
    }

    void add(long at, long element) {
        int oldest = 0;
        for (int i = 0; i < size; i++) {
            if (elements[i] == element) {
                seen[i] = Math.max(seen[i], at);
                return;
            }
            oldest = seen[i] < seen[oldest] ? i : oldest;
        }
        if (size > 0 && seen[oldest] <= at - windowMillis) {
            elements[oldest] = element;
            seen[oldest] = at;
        } else if (size < bound) {
            append(at, element);
        } else if (seen[oldest] < at) {
            elements[oldest] = element;
            seen[oldest] = at;
        }
    }

    private void append(long at, long element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, size * 2);
            seen = Arrays.copyOf(seen, size * 2);
        }
        elements[size] = element;
        seen[size] = at;
        size++;
    }

    int size(long at) {
        int recent = 0;
        for (int i = 0; i < size; i++) {
            recent += seen[i] > at - windowMillis ? 1 : 0;
        }
        return recent;
    }

    boolean contains(long at, long element) {
        for (int i = 0; i < size; i++) {
            if (elements[i] == element) {
                return seen[i] > at - windowMillis;
            }
        }
        return false;
    }

    /** Those of the last while. */
    long[] elements(long at) {
        long[] recent = new long[size];
        int found = 0;
        for (int i = 0; i < size; i++) {
            if (seen[i] > at - windowMillis) {
                recent[found++] = elements[i];
            }
        }
        return Arrays.copyOf(recent, found);
    }
}
