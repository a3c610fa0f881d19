package ai.ominigate.gateway.relay;

import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Lets calls in flight end before the node stops, and takes no new ones meanwhile. */
@Singleton
final class Shutdown implements GracefulShutdownCapable {
    private final RelaySettings settings;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean cutting = new AtomicBoolean();
    private final LongAdder open = new LongAdder();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();

    Shutdown(RelaySettings settings) {
        this.settings = settings;
    }

    /** Whether this node takes no more calls. */
    boolean stopping() {
        return stopping.get();
    }

    /** Whether calls that are still open are to be ended now. */
    boolean cutting() {
        return cutting.get();
    }

    void opened() {
        open.increment();
    }

    void closed() {
        open.decrement();
        if (stopping.get() && open.sum() == 0) {
            quiet.complete(null);
        }
    }

    @Override
    public CompletionStage<?> shutdownGracefully() {
        stopping.set(true);
        if (open.sum() == 0) {
            quiet.complete(null);
        }
        CompletableFuture<Void> patience = new CompletableFuture<Void>()
                .completeOnTimeout(null, settings.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
        patience.thenRun(() -> cutting.set(true));
        return quiet;
    }

    @Override
    public OptionalLong reportActiveTasks() {
        return OptionalLong.of(open.sum());
    }
}
