package ai.ominigate.billing;

import java.util.List;

/**
 * How much of a balance a node takes at once: enough for the calls that wait, and beyond that a share that neither
 * strands a small balance on one node nor asks the database for every call.
 *
 * @param waiting what the waiting calls want set aside, first come first, each at least 0
 * @param remaining what the slice still has; below 0 if calls cost more than was held for them
 * @param typical what a call of this account usually sets aside
 * @param largest the most that a slice is to have beyond what waits for it, unless that is too little for {@code ahead}
 * @param ahead what the account's calls will cost at their present pace for as long as the database may be away
 */
record SliceSize(List<Long> waiting, long remaining, long typical, long largest, long ahead) {
    /** With less than so many typical calls per node, a balance is not sliced: each call takes what it needs. */
    private static final int TOO_SMALL_TO_SLICE = 4;

    private static final int REFILL_AT_ONE_OF = 4;

    /** A slice has at least one of so many parts more than {@code ahead}, so that it is not refilled all the time. */
    private static final int ROOM_ONE_OF = 3;

    SliceSize {
        waiting = List.copyOf(waiting);
    }

    /**
     * What to lease now.
     *
     * @param available what the balance has that nobody has leased
     * @param nodes how many nodes share it, this one included
     */
    long grant(long available, int nodes) {
        if (available <= 0) {
            return 0;
        }
        long needed = Math.max(0, servable(available) - remaining);
        if (needed > available) {
            return 0;
        }
        if (isTooSmallToSlice(available, nodes)) {
            return needed;
        }
        return Math.max(needed, Math.min(available, target(available, nodes) - remaining));
    }

    /** What is left when it is time to lease more ahead of need; 0 for a balance that is not sliced. */
    long refillBelow(long available, int nodes) {
        if (available <= 0 || isTooSmallToSlice(available, nodes)) {
            return 0;
        }
        long target = target(available, nodes);
        long part = target / REFILL_AT_ONE_OF;
        return Math.clamp(ahead, part, target - part);
    }

    /** Whether a balance with so much free has enough for every waiting call. */
    boolean servesAll(long available) {
        long left = capacity(available);
        for (long wish : waiting) {
            if (wish > left) {
                return false;
            }
            left -= wish;
        }
        return true;
    }

    private boolean isTooSmallToSlice(long available, int nodes) {
        return available / nodes / TOO_SMALL_TO_SLICE < typical;
    }

    /** The slice worth having: half of this node's share of what is there. */
    private long target(long available, int nodes) {
        return Math.min(
                Math.max(largest, ahead + ahead / ROOM_ONE_OF), (available + Math.max(0, remaining)) / (2L * nodes));
    }

    /** The sum of the waiting wishes that can be granted, first come first. */
    private long servable(long available) {
        long capacity = capacity(available);
        long sum = 0;
        for (long wish : waiting) {
            if (wish <= capacity - sum) {
                sum += wish;
            }
        }
        return sum;
    }

    private long capacity(long available) {
        return Math.addExact(available, remaining);
    }
}
