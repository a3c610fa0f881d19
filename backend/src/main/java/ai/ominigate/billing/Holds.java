package ai.ominigate.billing;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sets money aside for calls, out of slices of balances that this node has leased. */
public interface Holds {

    /** Sets aside from the slice at hand; null when it does not fit or there is none. Memory only, never blocks. */
    @Nullable
    Hold tryHold(UUID account, long nanos);

    /**
     * Leases a slice (or, for a small balance, just this amount) from the database and sets aside from it. Completes
     * at once or on a thread of the billing package, never exceptionally.
     */
    CompletionStage<HoldAnswer> hold(UUID account, long nanos);
}
