package ai.ominigate.console.remote;

import ai.ominigate.console.view.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import okhttp3.Request;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/**
 * The one door to the server for what screens do. To be used on the screen's thread, where answers also land. A call that
 * meets the end of the sign-in waits for the next one, a command that needs the second factor asks for it, and both then go
 * on by themselves.
 */
public final class Calls {

    private final Tasks tasks;
    private final Remote remote;
    private final Gate gate;
    private final Connection connection;

    /** The keys of wishes of which nobody knows whether they were done, by the wish. */
    private final Map<String, String> unsure = new HashMap<>();

    public Calls(Tasks tasks, Remote remote, Gate gate, Connection connection) {
        this.tasks = tasks;
        this.remote = remote;
        this.gate = gate;
        this.connection = connection;
    }

    /** The routes that {@code routes} declares. */
    public <A> A api(Class<A> routes) {
        return remote.api(routes);
    }

    /** Whether the server is there; commands that change something are disabled while it is not. */
    public Connection connection() {
        return connection;
    }

    /** For what waits or repeats. */
    public Tasks tasks() {
        return tasks;
    }

    /** The server's answers in the API's JSON, for what is kept or compared as such. */
    public com.fasterxml.jackson.databind.json.JsonMapper json() {
        return remote.json();
    }

    /** Asks for something. */
    public <T> Sent read(Call<T> call, Consumer<? super T> onResult, Consumer<? super Failure> onFailure) {
        Sent sent = new Sent();
        send(sent, call, null, onResult, onFailure);
        return sent;
    }

    /**
     * Wants something done: once, however often it has to be sent. That holds beyond this call: whoever wants the very same
     * after no answer came sends it under the same key.
     */
    public <T> Sent write(Call<T> call, Consumer<? super T> onResult, Consumer<? super Failure> onFailure) {
        Sent sent = new Sent();
        String wish = wish(call);
        String key = unsure.computeIfAbsent(wish, _ -> UUID.randomUUID().toString());
        send(
                sent,
                call,
                key,
                answer -> {
                    unsure.remove(wish);
                    onResult.accept(answer);
                },
                failure -> {
                    if (!leavesUnsure(failure)) {
                        unsure.remove(wish);
                    }
                    onFailure.accept(failure);
                });
        return sent;
    }

    /** The same where the answer has nothing in it. */
    public Sent write(Call<Void> call, Runnable done, Consumer<? super Failure> onFailure) {
        return write(call, _ -> done.run(), onFailure);
    }

    /** Whether it may have been done all the same: then whoever tries again has to send the same key. */
    private static boolean leavesUnsure(Failure failure) {
        return switch (failure) {
            case Failure.Unreachable _, Failure.Slow _, Failure.Broken _, Failure.TooMany _ -> true;
            case Failure.SignedOut _,
                    Failure.StepUp _,
                    Failure.Denied _,
                    Failure.Conflict _,
                    Failure.Gone _,
                    Failure.Invalid _,
                    Failure.TooOld _ -> false;
        };
    }

    /** What is wanted of whom, word by word. */
    private static String wish(Call<?> call) {
        Request request = call.request();
        Buffer body = new Buffer();
        try {
            if (request.body() != null) {
                request.body().writeTo(body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Bodies are written to memory", e);
        }
        return request.method() + " " + request.url() + " " + body.sha256().hex();
    }

    private <T> void send(
            Sent sent,
            Call<T> call,
            @Nullable String wish,
            Consumer<? super T> onResult,
            Consumer<? super Failure> onFailure) {
        sent.running = tasks.start(
                () -> wish == null ? remote.answer(call) : remote.once(wish, () -> remote.answer(call)),
                answer -> {
                    connection.heard();
                    accept(onResult, answer);
                },
                failure -> failed(sent, call, wish, onResult, onFailure, failure));
    }

    /** An answer without a body is of the type {@link Void}, of which nothing else exists. */
    @SuppressWarnings("NullAway")
    private static <T> void accept(Consumer<? super T> onResult, @Nullable T answer) {
        onResult.accept(answer);
    }

    private <T> void failed(
            Sent sent,
            Call<T> call,
            @Nullable String wish,
            Consumer<? super T> onResult,
            Consumer<? super Failure> onFailure,
            Exception exception) {
        Failure failure = exception instanceof RemoteException remoteFailure
                ? remoteFailure.failure()
                : new Failure.Broken(exception.getClass().getSimpleName());
        Runnable again = () -> {
            if (!sent.cancelled) {
                send(sent, call, wish, onResult, onFailure);
            }
        };
        switch (failure) {
            case Failure.SignedOut _ -> gate.signInAgain(again);
            case Failure.StepUp _ when wish != null -> gate.stepUp(again, () -> onFailure.accept(failure));
            case Failure.Unreachable _ -> {
                connection.lost();
                onFailure.accept(failure);
            }
            default -> onFailure.accept(failure);
        }
    }

    /** A call on its way, however often it has to be sent. */
    public static final class Sent {
        private boolean cancelled;
        private Tasks.@Nullable Running running;

        private Sent() {}

        /** Nothing of it lands any more. */
        public void cancel() {
            cancelled = true;
            if (running != null) {
                running.cancel();
            }
        }
    }
}
