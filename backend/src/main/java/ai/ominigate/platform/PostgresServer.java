package ai.ominigate.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one PostgreSQL server running on one port until it is closed.
 *
 * <p>The kernel ties the server's death signal to the thread that started it, so one thread starts the server, reads
 * its log until the end and starts it again when it died.
 */
final class PostgresServer implements AutoCloseable {
    private static final int PORT_ATTEMPTS = 5;
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration PREDECESSOR_STOPS_WITHIN = Duration.ofSeconds(20);
    private static final Duration FAST_SHUTDOWN_WITHIN = Duration.ofSeconds(15);
    private static final Duration IMMEDIATE_SHUTDOWN_WITHIN = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);
    /** How often the running server is looked at. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** From here on, an exit code of Java's is the number of the signal that ended the process. */
    private static final int ENDED_BY_SIGNAL = 128;

    private static final Logger LOG = LoggerFactory.getLogger("ai.ominigate.platform.postgresql");

    private final PostgresCluster cluster;
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread keeper;
    private volatile int port;
    private volatile @Nullable Process process;
    private volatile String lastFatal = "";
    private volatile String lastLine = "";

    private PostgresServer(PostgresCluster cluster) {
        this.cluster = cluster;
        this.keeper = Thread.ofPlatform().name("postgresql-keeper").daemon().unstarted(this::keep);
    }

    static PostgresServer start(PostgresCluster cluster) throws IOException, InterruptedException {
        PostgresServer server = new PostgresServer(cluster);
        server.keeper.start();
        try {
            server.firstStart.get();
            return server;
        } catch (ExecutionException e) {
            server.close();
            switch (e.getCause()) {
                case CannotStart known -> throw known;
                case IOException io -> throw io;
                case null, default -> throw new IllegalStateException("the start of PostgreSQL failed", e.getCause());
            }
        } catch (InterruptedException e) {
            server.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        Process current = process;
        return current == null ? -1 : current.pid();
    }

    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                stop();
                break;
            } catch (InterruptedException e) {
                // A server must not outlive us; the interrupt is handed on afterwards.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() throws InterruptedException {
        Process current = process;
        if (current != null) {
            stop(current.toHandle(), FAST_SHUTDOWN_WITHIN);
        }
        keeper.join(IMMEDIATE_SHUTDOWN_WITHIN);
        Process late = process;
        if (late != null && late != current) {
            stop(late.toHandle(), FAST_SHUTDOWN_WITHIN);
        }
    }

    private void keep() {
        try {
            startForTheFirstTime();
        } catch (CannotStart | IOException e) {
            firstStart.completeExceptionally(e);
            return;
        } catch (InterruptedException e) {
            firstStart.completeExceptionally(new CannotStart("The start of PostgreSQL was interrupted.", e));
            return;
        }
        firstStart.complete(null);
        try {
            keepRunning();
        } catch (InterruptedException e) {
            LOG.error("The keeper of the embedded PostgreSQL was interrupted; it will not be started again.", e);
        }
    }

    private void startForTheFirstTime() throws IOException, InterruptedException {
        clearTheWay();
        for (int attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
            port = freePort();
            if (launchAndAwaitReady()) {
                return;
            }
            if (closing.getCount() == 0) {
                throw new CannotStart("The embedded PostgreSQL was stopped while it was starting.");
            }
            if (!lastFatal.contains("TCP/IP") && !lastFatal.contains("shared memory")) {
                break;
            }
            closing.await(FIRST_PAUSE.toMillis() << attempt, TimeUnit.MILLISECONDS);
        }
        throw new CannotStart("The embedded PostgreSQL did not start in %s: %s"
                .formatted(cluster.dataFolder(), lastFatal.isEmpty() ? "it did not say why." : lastFatal));
    }

    /** Waits for the server to end, again and again; starts it again unless we are closing. */
    private void keepRunning() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            long since = System.nanoTime();
            awaitEnd();
            if (closing.getCount() == 0) {
                return;
            }
            boolean ranForLong = System.nanoTime() - since > LONGEST_PAUSE.toNanos();
            pause = ranForLong ? FIRST_PAUSE : longer(pause);
            LOG.error("The embedded PostgreSQL {}; it is started again", howItEnded());
            startAgain(pause);
        }
    }

    /** Returns when the server runs, however often that has to be tried, or when we are closing. */
    private void startAgain(Duration firstPause) throws InterruptedException {
        Duration pause = firstPause;
        String told = "";
        while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            String problem = tryToStart();
            if (problem == null) {
                LOG.warn("The embedded PostgreSQL is running again on port {}", port);
                return;
            }
            if (closing.getCount() > 0 && !problem.equals(told)) {
                LOG.error(
                        "The embedded PostgreSQL does not start, which is tried again at least every {} s: {}",
                        LONGEST_PAUSE.toSeconds(),
                        problem);
                told = problem;
            }
            pause = longer(pause);
        }
    }

    /** Why the server could not be started; null if it runs. */
    private @Nullable String tryToStart() throws InterruptedException {
        try {
            clearTheWay();
            if (launchAndAwaitReady()) {
                return null;
            }
            return lastFatal.isEmpty() ? howItEnded() : lastFatal;
        } catch (CannotStart e) {
            return e.getMessage();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) <= 0 ? twice : LONGEST_PAUSE;
    }

    private String howItEnded() {
        Process ended = process;
        if (ended == null || ended.isAlive()) {
            return "has not started";
        }
        int code = ended.exitValue();
        return code > ENDED_BY_SIGNAL
                ? "was ended by signal " + (code - ENDED_BY_SIGNAL)
                : "ended with exit code " + code;
    }

    /**
     * Waits for the server's end. One that somebody else told to stop in PostgreSQL's smart way ({@code SIGTERM}) takes
     * no new connection and waits for those of our pool to leave, which they do not for half an hour: its stop is made a
     * fast one.
     */
    private void awaitEnd() throws InterruptedException {
        Process current = process;
        if (current == null) {
            return;
        }
        while (!current.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (closing.getCount() > 0 && isStopping(current)) {
                LOG.warn("The embedded PostgreSQL was told to stop by somebody else");
                stop(current.toHandle(), FAST_SHUTDOWN_WITHIN);
            }
        }
    }

    private boolean isStopping(Process server) {
        try {
            PostmasterFile file = readPostmasterFile();
            return file != null && file.pid() == server.pid() && file.stopping();
        } catch (IOException e) {
            LOG.debug("The state of the embedded PostgreSQL could not be read", e);
            return false;
        }
    }

    /** True when the server answers; false when it ended instead, with the reason in {@link #lastFatal}. */
    private boolean launchAndAwaitReady() throws IOException, InterruptedException {
        lastFatal = "";
        lastLine = "";
        Process started = cluster.launch(port);
        process = started;
        Thread reader = Thread.ofPlatform().name("postgresql-log").daemon().start(() -> readLog(started));
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (started.isAlive()) {
            PostmasterFile file = readPostmasterFile();
            if (file != null && file.pid() == started.pid() && file.ready()) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                stop(started.toHandle(), FAST_SHUTDOWN_WITHIN);
                throw new CannotStart("The embedded PostgreSQL in %s was not ready within %d seconds."
                        .formatted(cluster.dataFolder(), READY_WITHIN.toSeconds()));
            }
            if (closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                stop(started.toHandle(), FAST_SHUTDOWN_WITHIN);
                return false;
            }
        }
        reader.join(IMMEDIATE_SHUTDOWN_WITHIN);
        if (lastFatal.isEmpty()) {
            // What did not come so far as to be PostgreSQL says it in its own form.
            lastFatal = lastLine;
        }
        return false;
    }

    private @Nullable PostmasterFile readPostmasterFile() throws IOException {
        return PostmasterFile.read(cluster.dataFolder());
    }

    private void readLog(Process started) {
        try (BufferedReader log = started.inputReader()) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lastLine = line;
                if (line.startsWith("FATAL:") || line.startsWith("PANIC:")) {
                    if (!isToldToClient(line)) {
                        lastFatal = line;
                    }
                    LOG.debug("{}", line);
                } else {
                    LOG.trace("{}", line);
                }
            }
        } catch (IOException e) {
            LOG.debug("The log of the embedded PostgreSQL broke off", e);
        }
    }

    /** Whether it ended no more than somebody's connection. */
    private static boolean isToldToClient(String fatal) {
        return fatal.contains("the database system is ") || fatal.contains("terminating connection ");
    }

    /** Makes sure that nobody works on the data any more. The caller's lock says that whoever does is ours. */
    private void clearTheWay() throws IOException, InterruptedException {
        PostmasterFile left = readPostmasterFile();
        if (left != null) {
            Optional<ProcessHandle> alive = ProcessHandle.of(left.pid()).filter(ProcessHandle::isAlive);
            if (alive.isPresent()) {
                awaitEndOf(alive.get());
            }
        }
        endOrphans();
    }

    /**
     * A server that a killed predecessor of ours left is shutting down by itself, or must be told to. PostgreSQL copes
     * with a pid file whose process is gone; one whose number now belongs to some other program is removed here.
     */
    private void awaitEndOf(ProcessHandle predecessor) throws IOException, InterruptedException {
        if (!isPostgresOf(predecessor, cluster.dataFolder())) {
            Files.deleteIfExists(PostmasterFile.at(cluster.dataFolder()));
            return;
        }
        LOG.info("Waiting for the PostgreSQL of a killed predecessor to shut down");
        signal("INT", predecessor);
        if (!leaves(predecessor, PREDECESSOR_STOPS_WITHIN)) {
            signal("QUIT", predecessor);
            if (!leaves(predecessor, IMMEDIATE_SHUTDOWN_WITHIN)) {
                throw new CannotStart(
                        "The PostgreSQL server of an earlier start (process %d) still uses %s and does not stop; stop it and start OminiGate again."
                                .formatted(predecessor.pid(), cluster.dataFolder()));
            }
        }
    }

    /**
     * Ends what a killed server left. Its children leave by themselves as soon as they notice; one in the middle of a
     * long query, or frozen, does not, and holds the shared memory without which no new server starts. They cannot
     * commit anything any more that the new server would not find in the log.
     */
    private void endOrphans() throws IOException {
        Path processes = Path.of("/proc");
        if (!Files.isDirectory(processes)) {
            return;
        }
        Path dataFolder = cluster.dataFolder().toRealPath();
        ProcessHandle.allProcesses()
                .filter(process -> isAtWorkIn(processes.resolve(String.valueOf(process.pid())), dataFolder))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Every process of PostgreSQL works in its data folder. */
    private static boolean isAtWorkIn(Path process, Path dataFolder) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(dataFolder)
                    && Files.readSymbolicLink(process.resolve("exe")).endsWith("postgres");
        } catch (IOException e) {
            // It has ended, or is somebody else's.
            return false;
        }
    }

    /** Looks at the command line, as an ended process that nobody collects keeps its number. */
    private boolean leaves(ProcessHandle predecessor, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (predecessor.isAlive() && isPostgresOf(predecessor, cluster.dataFolder())) {
            if (System.nanoTime() > deadline || closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPostgresOf(ProcessHandle process, Path dataFolder) {
        Path commandLine = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
        if (!Files.isReadable(commandLine)) {
            return process.info().command().orElse("").endsWith("postgres");
        }
        try {
            return Files.readString(commandLine).contains("\0" + dataFolder + "\0");
        } catch (IOException e) {
            // It ended between the look and the reading.
            return false;
        }
    }

    /** Fast shutdown; if it hangs, immediate shutdown (the next start recovers); if that hangs, the end. */
    private static void stop(ProcessHandle server, Duration patience) throws InterruptedException {
        signal("INT", server);
        if (endsWithin(patience, server)) {
            return;
        }
        LOG.warn("PostgreSQL did not shut down within {} s; it is stopped at once", patience.toSeconds());
        signal("QUIT", server);
        if (!endsWithin(IMMEDIATE_SHUTDOWN_WITHIN, server)) {
            server.destroyForcibly();
            endsWithin(IMMEDIATE_SHUTDOWN_WITHIN, server);
        }
    }

    /** Java's own {@code destroy} sends TERM, on which PostgreSQL waits for its clients to leave. */
    private static void signal(String name, ProcessHandle server) throws InterruptedException {
        if (!server.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + server.pid())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(ServerAccount.HELPER_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOG.warn("The signal {} could not be sent to PostgreSQL", name, e);
        }
    }

    private static boolean endsWithin(Duration patience, ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }
}
