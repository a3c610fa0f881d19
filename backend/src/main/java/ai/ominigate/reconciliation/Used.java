package ai.ominigate.reconciliation;

import org.jspecify.annotations.Nullable;

/**
 * How much of a model was used.
 *
 * @param calls null where that is not said
 * @param input tokens of all input
 * @param cacheRead those of them that came out of a cache
 * @param cacheWrite those of them that were put into a cache; null where that is not said
 * @param output tokens of all output
 * @param nanos what it cost, in nano-dollars; null where that is not said
 */
record Used(
        @Nullable Long calls,
        long input,
        long cacheRead,
        @Nullable Long cacheWrite,
        long output,
        @Nullable Long nanos) {
    static final Used NOTHING = new Used(null, 0, 0, null, 0, null);

    static Used costing(long nanos) {
        return new Used(null, 0, 0, null, 0, nanos);
    }

    Used plus(Used other) {
        return new Used(
                plus(calls, other.calls),
                Math.addExact(input, other.input),
                Math.addExact(cacheRead, other.cacheRead),
                plus(cacheWrite, other.cacheWrite),
                Math.addExact(output, other.output),
                plus(nanos, other.nanos));
    }

    boolean hasTokens() {
        return input > 0 || output > 0;
    }

    private static @Nullable Long plus(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : other == null ? one : Long.valueOf(Math.addExact(one, other));
    }
}
