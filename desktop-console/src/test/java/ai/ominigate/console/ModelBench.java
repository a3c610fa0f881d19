package ai.ominigate.console;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Connection;
import ai.ominigate.console.remote.Gate;
import ai.ominigate.console.remote.Remote;
import ai.ominigate.console.remote.ServerAddress;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.staff.Me;
import com.fasterxml.jackson.core.JacksonException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What view models are made with, without a toolkit: a scripted server, and one thread that stands for the screen's. */
public final class ModelBench implements AutoCloseable {

    /** What lands after the end is nobody's any more. */
    private final ExecutorService screen = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new ThreadPoolExecutor.DiscardPolicy());

    private final StaffServer server = new StaffServer();
    private final Remote remote;
    private final Calls calls;

    public ModelBench() {
        remote = new Remote(
                ServerAddress.parse(server.address()).orElseThrow(), () -> "token", InstantSource.system(), "test");
        calls = new Calls(new Tasks(screen), remote, new NoGate(), new Connection(InstantSource.system()));
    }

    /** Nobody has to sign in again here. */
    private static final class NoGate implements Gate {
        @Override
        public void signInAgain(Runnable then) {
            throw new AssertionError("The scripted server ended the sign-in");
        }

        @Override
        public void stepUp(Runnable then, Runnable givenUp) {
            givenUp.run();
        }
    }

    public StaffServer server() {
        return server;
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

    @Override
    public void close() {
        server.close();
        screen.shutdownNow();
    }
}
