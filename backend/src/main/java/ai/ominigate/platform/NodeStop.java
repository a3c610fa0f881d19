package ai.ominigate.platform;

import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a feature has the node stopped when going on would be wrong, as after its disk has failed. */
@Singleton
public final class NodeStop {
    private final CompletableFuture<String> requested = new CompletableFuture<>();

    /**
     * Asks for the node to be stopped; returns at once. Later requests change nothing.
     *
     * @param why a sentence for the operator: what happened and what to do
     */
    public void request(String why) {
        requested.completeAsync(() -> why);
    }

    /** Completes, on a thread of its own, with the reason of the first request. */
    public CompletionStage<String> requested() {
        return requested;
    }
}
