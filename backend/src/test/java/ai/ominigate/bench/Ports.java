package ai.ominigate.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Ports of this machine. */
final class Ports {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private Ports() {}

    /** Returns when somebody listens at {@code port}. */
    static void await(int port, ChildProcess process, Path log) {
        await(() -> isOpen(port), process, log);
    }

    /**
     * Returns when {@code ready} says so.
     *
     * @throws IllegalStateException with what the process wrote to {@code log}, if it ends or takes too long
     */
    static void await(BooleanSupplier ready, ChildProcess process, Path log) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.close();
                throw new IllegalStateException("A target did not start; it said:\n" + content(log));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String content(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
