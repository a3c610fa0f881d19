package ai.ominigate.platform;

import ai.ominigate.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server as an operator runs one, apart from OminiGate: the test stops and starts it, on one port. */
public final class OperatorsPostgres implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);

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
        OperatorsPostgres server = new OperatorsPostgres(cluster, password, freePort());
        server.start();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(SUPERUSER), SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE gateway LOGIN PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE gateway OWNER gateway");
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts it, and returns when it answers. */
    public void start() throws IOException {
        Process started = cluster.launch(port);
        process = started;
        Thread.ofPlatform().daemon().start(() -> discard(started));
        Await.until("the operator's PostgreSQL is ready", Duration.ofSeconds(60), () -> {
            PostmasterFile file = PostmasterFile.read(cluster.dataFolder());
            return file != null && file.pid() == started.pid() && file.ready();
        });
    }

    private static void discard(Process started) {
        try {
            started.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it as {@code pg_ctl stop} does: connections are cut, committed work is kept. */
    public void stop() throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        process = null;
        // PostgreSQL's fast shutdown (its manual, "Shutting Down the Server").
        new ProcessBuilder("sh", "-c", "kill -INT " + running.pid()).start().waitFor();
        if (!running.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new AssertionError("PostgreSQL did not stop within " + STOPS_WITHIN);
        }
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
        stop();
    }
}
