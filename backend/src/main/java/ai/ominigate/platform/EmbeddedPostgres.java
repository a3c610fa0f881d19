package ai.ominigate.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, in a folder of our own, for as long as this process lives.
 *
 * <p>It listens on a random port of 127.0.0.1 only, asks for generated passwords, and writes through to the disk
 * ({@code fsync} stays on). When this process ends without a goodbye, the kernel tells the server to shut down; the
 * next start waits for that and goes on with the data. When the server itself dies, it is started again on the same
 * port. The folder must be used by one process at a time: the caller holds a lock for it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The database, and the role that OminiGate works with: it makes its own tables there and is no superuser. */
    public static final String NAME = "ominigate";

    /** Owns the database and what the application may not change. Nobody signs in as it. */
    static final String OWNER = "ominigate_owner";

    private static final String SUPERUSER = "postgres";
    private static final String PASSWORD_IS_WRONG = "28P01";
    private static final String HOST = "127.0.0.1";
    private static final int PASSWORD_BYTES = 32;
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final PostgresServer server;
    private final String password;
    private final String superuserPassword;

    private EmbeddedPostgres(PostgresServer server, String password, String superuserPassword) {
        this.server = server;
        this.password = password;
        this.superuserPassword = superuserPassword;
    }

    /**
     * Starts the server whose data, programs and password live in {@code folder}; an empty or absent folder becomes a
     * new server. Returns once connections are answered.
     *
     * @throws CannotStart with a sentence for the operator
     */
    public static EmbeddedPostgres start(Path folder) {
        return start(folder, Durability.CRASH_SAFE);
    }

    static EmbeddedPostgres start(Path folder, Durability durability) {
        long began = System.nanoTime();
        try {
            EmbeddedPostgres postgres = startIn(folder.toAbsolutePath().normalize(), durability);
            LOG.info(
                    "Embedded PostgreSQL is ready on port {} after {} ms",
                    postgres.port(),
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
            return postgres;
        } catch (IOException e) {
            throw new CannotStart(
                    "The embedded PostgreSQL could not start in %s (%s); check free space and rights there."
                            .formatted(folder, e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("The start of the embedded PostgreSQL was interrupted.", e);
        }
    }

    private static EmbeddedPostgres startIn(Path folder, Durability durability)
            throws IOException, InterruptedException {
        ServerAccount account = ServerAccount.current();
        Files.createDirectories(folder);
        if (!account.prefix().isEmpty()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        }
        account.mustReach(folder);
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(folder);
        String password = passwordIn(folder.resolve("password"));
        String superuserPassword = passwordIn(folder.resolve("superuser-password"));
        PostgresCluster cluster = new PostgresCluster(folder, binaries, account, durability);
        cluster.createIfAbsent(SUPERUSER, superuserPassword);
        PostgresServer server = PostgresServer.start(cluster);
        EmbeddedPostgres postgres = new EmbeddedPostgres(server, password, superuserPassword);
        try {
            postgres.checkItIsOurs(cluster.dataFolder());
            postgres.createRolesAndDatabase();
            return postgres;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The JDBC address of OminiGate's database. */
    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    /** The role to sign in with. */
    public String user() {
        return NAME;
    }

    /** The role's password: never to be logged or shown. */
    public String password() {
        return password;
    }

    /** The port on 127.0.0.1; stays the same while this object lives. */
    public int port() {
        return server.port();
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://" + HOST + ":" + port() + "/" + database;
    }

    /** OminiGate's database with the rights of {@link #OWNER}, for migrations. */
    DataSource owner() {
        return owner(NAME);
    }

    DataSource owner(String database) {
        PGSimpleDataSource source = Database.at(jdbcUrl(database));
        source.setUser(SUPERUSER);
        source.setPassword(superuserPassword);
        source.setOptions("-c role=" + OWNER);
        return source;
    }

    /** A connection with all rights, for the server's own upkeep. */
    Connection superuserConnection() throws SQLException {
        return superuserConnection(SUPERUSER);
    }

    Connection superuserConnection(String database) throws SQLException {
        return superuserConnection(database, superuserPassword);
    }

    private Connection superuserConnection(String database, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /** Shuts the server down; open connections are cut, committed work is kept. Waits for the end, within bounds. */
    @Override
    public void close() {
        server.close();
    }

    /** The process id of the running server. */
    long pid() {
        return server.pid();
    }

    private static String passwordIn(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        SecretFile.write(file, password + "\n");
        return password;
    }

    private Path actualDataFolder() throws SQLException {
        try (Connection connection = superuserConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SHOW data_directory")) {
            answer.next();
            return Path.of(answer.getString(1));
        }
    }

    /** In data of earlier versions it has the password of the role that OminiGate works with. */
    private void giveTheSuperuserItsOwnPassword() throws SQLException {
        try (Connection _ = superuserConnection()) {
            return;
        } catch (SQLException e) {
            if (!PASSWORD_IS_WRONG.equals(e.getSQLState())) {
                throw e;
            }
        }
        try (Connection connection = superuserConnection(SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            // Letters, digits, - and _ of our own making; a role cannot be changed with a parameter.
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(SUPERUSER, superuserPassword));
        }
    }

    /** Another server could have taken the port between our look and our start. */
    private void checkItIsOurs(Path dataFolder) throws IOException {
        try {
            giveTheSuperuserItsOwnPassword();
            Path actual = actualDataFolder();
            if (!actual.equals(dataFolder) && !Files.isSameFile(actual, dataFolder)) {
                throw new CannotStart(
                        "A PostgreSQL server that is not ours answers on port %d (its data is in %s); start OminiGate again to try another port."
                                .formatted(port(), actual));
            }
        } catch (SQLException e) {
            throw new CannotStart(
                    "The embedded PostgreSQL runs but refused the connection (SQL state %s); the file %s may not belong to this data."
                            .formatted(e.getSQLState(), dataFolder.resolveSibling("superuser-password")),
                    e);
        }
    }

    /** Harmless to repeat; in data of earlier versions the role that OminiGate works with owns the database. */
    private void createRolesAndDatabase() {
        try (Connection connection = superuserConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "pg_roles WHERE rolname = '" + OWNER + "'")) {
                statement.execute("CREATE ROLE " + OWNER + " NOLOGIN");
            }
            if (!exists(statement, "pg_roles WHERE rolname = '" + NAME + "'")) {
                statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(NAME, password));
            }
            if (!exists(statement, "pg_database WHERE datname = '" + NAME + "'")) {
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + OWNER);
            }
            giveToOwner(statement, NAME);
        } catch (SQLException e) {
            throw new CannotStart(
                    "The embedded PostgreSQL runs but its database could not be created (SQL state %s)."
                            .formatted(e.getSQLState()),
                    e);
        }
    }

    private static boolean exists(Statement statement, String what) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT 1 FROM " + what)) {
            return found.next();
        }
    }

    /** The application may make schemas of its own in it, and neither drop it nor touch the schemas of others. */
    static void giveToOwner(Statement statement, String database) throws SQLException {
        statement.execute("ALTER DATABASE " + database + " OWNER TO " + OWNER);
        statement.execute("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE " + database + " TO " + NAME);
    }

    /** Whether a commit survives a crash of the machine. */
    enum Durability {
        /** Every commit is on the disk: what the product uses. */
        CRASH_SAFE,
        /** Faster, and lost when the machine crashes: only for tests. */
        LOST_ON_CRASH
    }
}
