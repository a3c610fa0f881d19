package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server of the system's that a test needs, in the foreground; ended with the test. */
final class Daemon implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;

    private Daemon(Process process) {
        this.process = process;
    }

    /** Starts it and waits until it listens. */
    static Daemon at(int port, Path output, List<String> command) throws IOException, InterruptedException {
        Daemon daemon = new Daemon(Dist.start(command, Map.of(), output));
        long deadline = System.nanoTime() + START.toNanos();
        while (!listens(port)) {
            if (!daemon.process.isAlive() || System.nanoTime() > deadline) {
                daemon.close();
                fail(command + " does not listen; it said:\n" + Files.readString(output));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return daemon;
    }

    private static boolean listens(int port) throws IOException {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
