package ai.ominigate.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh, migrated database of its own for a test, on a real PostgreSQL that all tests of this JVM share.
 *
 * <p>The role is the one of the product: it makes its own tables, is no superuser, and does not own the audit log.
 */
public final class TestDatabase implements AutoCloseable {
    private static final int POOL_SIZE = 10;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final HikariDataSource dataSource;

    private TestDatabase(String name) {
        this.name = name;
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setJdbcUrl(Server.POSTGRES.jdbcUrl(name));
        pool.setUsername(Server.POSTGRES.user());
        pool.setPassword(Server.POSTGRES.password());
        pool.setMaximumPoolSize(POOL_SIZE);
        pool.setMinimumIdle(1);
        pool.setConnectionInitSql("SET TIME ZONE 'UTC'");
        this.dataSource = new HikariDataSource(pool);
    }

    /** A new database with every migration applied, and in it the company of our doubles alone; dropped on close. */
    public static TestDatabase create() {
        String name = "test_" + COUNT.incrementAndGet();
        Server.execute("CREATE DATABASE " + name + " TEMPLATE " + Server.TEMPLATE);
        Server.giveToOwner(name);
        return new TestDatabase(name);
    }

    /** Another one with all that this has now, as a backup has it. Whoever is connected to this one is thrown out. */
    public TestDatabase copy() {
        String copy = "test_" + COUNT.incrementAndGet();
        allowConnections(false);
        Server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        Server.execute("CREATE DATABASE " + copy + " TEMPLATE " + name);
        Server.execute("ALTER DATABASE " + copy + " ALLOW_CONNECTIONS true");
        allowConnections(true);
        Server.giveToOwner(copy);
        return new TestDatabase(copy);
    }

    /** A pool on the database. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** The address for connections outside the pool. */
    public String jdbcUrl() {
        return Server.POSTGRES.jdbcUrl(name);
    }

    /** A connection as somebody who may change everything: what the product never has. */
    public Connection superuser() throws SQLException {
        return Server.POSTGRES.superuserConnection(name);
    }

    /** Whether anybody can connect to it; to who cannot, it is a database that is away. */
    public void allowConnections(boolean allowed) {
        Server.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS " + allowed);
    }

    /** The role. */
    public String user() {
        return Server.POSTGRES.user();
    }

    /** The role's password. */
    public String password() {
        return Server.POSTGRES.password();
    }

    @Override
    public void close() {
        dataSource.close();
        Server.execute("DROP DATABASE " + name + " WITH (FORCE)");
    }

    /** Started with the first database, stopped and deleted with the JVM. */
    private static final class Server {
        static final String TEMPLATE = "template_migrated";
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                Path folder = Files.createTempDirectory("ominigate-test-");
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedPostgres.Durability.LOST_ON_CRASH);
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(postgres, folder)));
                execute(postgres, "CREATE DATABASE " + TEMPLATE);
                giveToOwner(postgres, TEMPLATE);
                migrate(postgres);
                letTestsMakeTables(postgres);
                letCallsGoToDoubles(postgres);
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void migrate(EmbeddedPostgres postgres) {
            PGSimpleDataSource template = new PGSimpleDataSource();
            template.setURL(postgres.jdbcUrl(TEMPLATE));
            template.setUser(postgres.user());
            template.setPassword(postgres.password());
            Migrations.apply(template, postgres.owner(TEMPLATE));
        }

        /** Where the product makes none. */
        private static void letTestsMakeTables(EmbeddedPostgres postgres) {
            try (Connection connection = postgres.superuserConnection(TEMPLATE);
                    Statement statement = connection.createStatement()) {
                statement.execute("GRANT CREATE ON SCHEMA public TO " + EmbeddedPostgres.NAME);
            } catch (SQLException e) {
                throw new IllegalStateException(TEMPLATE, e);
            }
        }

        private static void letCallsGoToDoubles(EmbeddedPostgres postgres) {
            try (Connection connection = postgres.superuserConnection(TEMPLATE)) {
                ActiveCompany.add(connection, "Double Inc.", "127.0.0.1", "localhost");
            } catch (SQLException e) {
                throw new IllegalStateException(TEMPLATE, e);
            }
        }

        static void giveToOwner(String database) {
            giveToOwner(POSTGRES, database);
        }

        private static void giveToOwner(EmbeddedPostgres postgres, String database) {
            try (Connection connection = postgres.superuserConnection();
                    Statement statement = connection.createStatement()) {
                EmbeddedPostgres.giveToOwner(statement, database);
            } catch (SQLException e) {
                throw new IllegalStateException(database, e);
            }
        }

        private static void stop(EmbeddedPostgres postgres, Path folder) {
            postgres.close();
            try {
                FileTree.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static void execute(String sql) {
            execute(POSTGRES, sql);
        }

        private static void execute(EmbeddedPostgres postgres, String sql) {
            try (Connection connection = postgres.superuserConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }
}
