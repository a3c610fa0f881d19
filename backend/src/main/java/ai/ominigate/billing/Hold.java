package ai.ominigate.billing;

import java.util.UUID;

/**
 * Money set aside for one call before it is made. Ends exactly once, by {@link #settle} or {@link #release}; every
 * later end is ignored, so that racing ends of a call cannot free money twice. All methods are memory only.
 */
public interface Hold {

    /** The lease that this hold's money was taken from; the settlement of the call names it. */
    UUID lease();

    /** Nano-dollars set aside by now. */
    long nanos();

    /** Sets more aside for a call that runs longer than thought; false if the slice does not have it, and nothing changed. */
    boolean grow(long nanos);

    /** The call ended and cost this much; the rest is free again. The cost stays taken until the ledger has it. */
    void settle(long costNanos);

    /** The call ended and costs nothing. */
    void release();
}
