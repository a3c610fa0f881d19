package ai.ominigate.staff.audit;

import org.jspecify.annotations.Nullable;

/** Where one is in a chain that one follows from entry to entry. */
final class Chain {
    private long size;
    private Hash last;

    /** @param size how many entries come before, of which the last has the hash {@code last} */
    Chain(long size, Hash last) {
        this.size = size;
        this.last = last;
    }

    /**
     * Goes on to the next entry.
     *
     * @param leaf the hash of its record
     * @return why it is not the next; null if it is
     */
    @Nullable
    Finding follow(long seq, Hash prev, Hash leaf) {
        long next = size + 1;
        if (seq != next) {
            return new Finding(
                    next,
                    seq > next
                            ? "Entry %d is missing: entry %d comes in its place.".formatted(next, seq)
                            : "Where entry %d should be is another with the number %d.".formatted(next, seq));
        }
        if (!prev.equals(last)) {
            return size == 0
                    ? new Finding(1, "Entry 1 names an entry before it, but is the first.")
                    : new Finding(size, "Entry %d is not the one that entry %d was chained to.".formatted(size, seq));
        }
        size = seq;
        last = leaf;
        return null;
    }

    long size() {
        return size;
    }

    Hash last() {
        return last;
    }
}
