package ai.ominigate.gateway.relay;

import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop that have no request under way, in the order in which they became idle. The links are in
 * the connections themselves, because each call leaves this list and comes back to it.
 */
final class IdleCallers {
    private @Nullable CallerConnection first;
    private @Nullable CallerConnection last;

    /** Adds one that may be in it already. */
    void add(CallerConnection one) {
        if (one.idle) {
            return;
        }
        one.idle = true;
        one.idleBefore = last;
        if (last == null) {
            first = one;
        } else {
            last.idleAfter = one;
        }
        last = one;
    }

    /** Removes one that may not be in it. */
    void remove(CallerConnection one) {
        if (!one.idle) {
            return;
        }
        CallerConnection before = one.idleBefore;
        CallerConnection after = one.idleAfter;
        if (before == null) {
            first = after;
        } else {
            before.idleAfter = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.idleBefore = before;
        }
        one.idle = false;
        one.idleBefore = null;
        one.idleAfter = null;
    }

    /** Closes the one that has been idle longest, to make room; false if none is idle. */
    boolean closeLongestIdle() {
        CallerConnection longest = first;
        if (longest == null) {
            return false;
        }
        remove(longest);
        longest.cut();
        return true;
    }
}
