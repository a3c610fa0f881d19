package ai.ominigate.platform;

import ai.ominigate.Await;
import ai.ominigate.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server as an operator runs one, apart from OminiGate: the test stops and starts it, on one port. */
public final class OperatorsPostgres implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final int LOOKS_FOR_WORK = 200;

    private final PostgresCluster cluster;
    private final String password;
    private final int port;
    private @Nullable Process process;

    private OperatorsPostgres(PostgresCluster cluster, String password, int port) {
        this.cluster = cluster;
        this.password = password;
        this.port = port;
    }

    /** A new server in this folder, with an empty database whose owner is no superuser. */
    public static OperatorsPostgres startIn(Path folder) throws IOException, InterruptedException, SQLException {
        ServerAccount account = ServerAccount.current();
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        account.mustReach(folder);
        PostgresCluster cluster = new PostgresCluster(
                folder, PostgresBinaries.unpackedIn(folder), account, EmbeddedPostgres.Durability.CRASH_SAFE);
        String password = "of-the-operator";
        cluster.createIfAbsent(SUPERUSER, password);
        OperatorsPostgres server = new OperatorsPostgres(cluster, password, FreePort.any());
        server.start();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(SUPERUSER), SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE gateway LOGIN PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE gateway OWNER gateway");
        }
        return server;
    }

    /**
     * Starts it, if it does not run, and returns when it answers. After a kill it is tried until those that the killed
     * server left behind are gone.
     */
    public void start() {
        Await.until("the operator's PostgreSQL is ready", STARTS_WITHIN, () -> {
            if (!isRunning()) {
                process = launch();
            }
            return isReady() || pause();
        });
    }

    private Process launch() throws IOException {
        Process started = cluster.launch(port);
        Thread.ofPlatform().daemon().start(() -> discard(started));
        return started;
    }

    private boolean isReady() throws IOException {
        PostmasterFile file = PostmasterFile.read(cluster.dataFolder());
        return isRunning() && file != null && file.pid() == running().pid() && file.ready();
    }

    private static boolean pause() throws InterruptedException {
        Thread.sleep(BETWEEN_LOOKS);
        return false;
    }

    /** Whether its postmaster lives. */
    public boolean isRunning() {
        Process current = process;
        return current != null && current.isAlive();
    }

    private Process running() {
        return Objects.requireNonNull(process, "it does not run");
    }

    private static void discard(Process started) {
        try {
            started.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // It was killed, and its output with it.
        }
    }

    /** Stops it as {@code pg_ctl stop} does: connections are cut, committed work is kept. */
    public void stop() throws IOException, InterruptedException {
        if (!isRunning()) {
            return;
        }
        // PostgreSQL's fast shutdown (its manual, "Shutting Down the Server").
        signal("INT", List.of(running().pid()));
        awaitEnd();
    }

    /** {@code SIGKILL} of the postmaster; its backends notice and go. */
    public void kill() throws InterruptedException {
        running().destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        Process ending = running();
        process = null;
        if (!ending.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            ending.destroyForcibly();
            throw new AssertionError("PostgreSQL did not stop within " + STOPS_WITHIN);
        }
    }

    /** {@code SIGSTOP} of all its processes: connections stand and nothing answers. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP", processes());
    }

    /** {@code SIGCONT} of all its processes. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT", processes());
    }

    /** The postmaster first, so that no process can come to those that are found after it. */
    private List<Long> processes() {
        List<Long> pids = new ArrayList<>(List.of(running().pid()));
        try (Stream<ProcessHandle> children = running().descendants()) {
            children.map(ProcessHandle::pid).forEach(pids::add);
        }
        return pids;
    }

    /**
     * {@code SIGKILL} of the backend that stores usage at this moment, or, if none is found at it for a while, of another
     * one of OminiGate's. PostgreSQL then ends all its sessions and recovers.
     */
    public void killABackendAtWork() throws SQLException, IOException, InterruptedException {
        long pid = 0;
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT pid, state <> 'idle' AND query LIKE '%usage%'
                          FROM pg_stat_activity
                         WHERE usename = current_user
                           AND pid <> pg_backend_pid()
                         ORDER BY 2 DESC, random()
                         LIMIT 1
                        """)) {
            boolean atWork = false;
            for (int look = 0; look < LOOKS_FOR_WORK && !atWork; look++) {
                try (ResultSet row = select.executeQuery()) {
                    atWork = row.next() && row.getBoolean(2);
                    pid = row.getLong(1);
                }
            }
        }
        signal("KILL", List.of(pid));
    }

    private static void signal(String name, List<Long> pids) throws IOException, InterruptedException {
        String all = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + all).start().waitFor();
    }

    public String jdbcUrl() {
        return jdbcUrl(user());
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String user() {
        return "gateway";
    }

    public String password() {
        return password;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (isRunning()) {
            thaw();
        }
        stop();
    }
}
