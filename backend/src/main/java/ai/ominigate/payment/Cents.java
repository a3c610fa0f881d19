package ai.ominigate.payment;

/** Stripe counts cents, the books nano-dollars. */
final class Cents {
    static final long NANOS = 10_000_000;

    private Cents() {}

    static long nanos(long cents) {
        return Math.multiplyExact(cents, NANOS);
    }

    /** As many whole cents as there are. */
    static long wholeOf(long nanos) {
        return Math.floorDiv(nanos, NANOS);
    }
}
