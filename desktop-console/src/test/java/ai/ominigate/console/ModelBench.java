package ai.ominigate.console;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Connection;
import ai.ominigate.console.remote.Gate;
import ai.ominigate.console.remote.Remote;
import ai.ominigate.console.remote.ServerAddress;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.staff.Me;
import com.fasterxml.jackson.core.JacksonException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** What view models are made with, without a toolkit: a scripted server, and one thread that stands for the screen's. */
public final class ModelBench implements AutoCloseable {

    /** What lands after the end is nobody's any more. */
    private final ExecutorService screen = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new ThreadPoolExecutor.DiscardPolicy());

    private final @Nullable StaffServer server;
    private final Remote remote;
    private final Calls calls;

    public ModelBench() {
        this(new StaffServer());
    }

    private ModelBench(StaffServer server) {
        this(server, server.address(), "token");
    }

    private ModelBench(@Nullable StaffServer server, String address, String token) {
        this.server = server;
        remote = new Remote(ServerAddress.parse(address).orElseThrow(), () -> token, InstantSource.system(), "test");
        calls = new Calls(new Tasks(screen), remote, new NoGate(), new Connection(InstantSource.system()));
    }

    /** With a real server, where somebody is signed in. */
    public static ModelBench at(String address, String token) {
        return new ModelBench(null, address, token);
    }

    /** Nobody has to sign in again here. */
    private static final class NoGate implements Gate {
        @Override
        public void signInAgain(Runnable then) {
            throw new AssertionError("The server ended the sign-in");
        }

        @Override
        public void stepUp(Runnable then, Runnable givenUp) {
            givenUp.run();
        }
    }

    /** The scripted one. */
    public StaffServer server() {
        return Objects.requireNonNull(server, "The server is a real one");
    }

    public Calls calls() {
        return calls;
    }

    /** Who works here: the golden file's. */
    public Me me() {
        return read("Me", Me.class);
    }

    /** A golden file of shared-model. */
    public <T> T read(String golden, Class<T> type) {
        try {
            return remote.json().treeToValue(StaffServer.golden(golden), type);
        } catch (JacksonException e) {
            throw new AssertionError(golden, e);
        }
    }

    /** Does something on the thread that stands for the screen's. */
    public void act(Runnable action) {
        ask(() -> {
            action.run();
            return true;
        });
    }

    /** Asks something there. */
    public <T> T ask(Callable<T> question) {
        try {
            return screen.submit(question).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Waits until it is so there. */
    public void until(String what, Callable<Boolean> condition) {
        try {
            Await.until(what, () -> ask(condition));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Turns a list on as soon as a part of it is there, until this one is. */
    public <T> void turnTo(int page, ListModel<T> list) {
        Subscription turning = ask(() -> list.busyProperty().subscribe(busy -> {
            if (!busy) {
                // After what happens now is over.
                calls.tasks().land(() -> {
                    if (list.pageProperty().get() < page) {
                        list.turnOn();
                    }
                });
            }
        }));
        for (int seen = -1; seen < page; ) {
            int last = seen;
            // That it goes on is waited for; how fast is for the figures.
            until("a page after " + last, () -> list.pageProperty().get() > last);
            seen = ask(() -> list.pageProperty().get());
        }
        until("page " + page, () -> !list.busyProperty().get());
        act(turning::unsubscribe);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        screen.shutdownNow();
    }
}
