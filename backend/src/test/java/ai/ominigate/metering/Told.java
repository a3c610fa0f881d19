package ai.ominigate.metering;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Who waits for an event to be durable. */
final class Told implements Journal.Durable {
    private final CompletableFuture<Void> answer = new CompletableFuture<>();

    @Override
    public void written() {
        answer.complete(null);
    }

    @Override
    public void failed(Throwable cause) {
        answer.completeExceptionally(cause);
    }

    boolean isDone() {
        return answer.isDone();
    }

    boolean isWritten() {
        return answer.isDone() && !answer.isCompletedExceptionally();
    }

    void await() {
        try {
            answer.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the event did not become durable", e);
        }
    }

    Throwable awaitFailure() {
        try {
            answer.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return java.util.Objects.requireNonNull(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("nobody was told", e);
        }
        throw new AssertionError("the event became durable");
    }
}
