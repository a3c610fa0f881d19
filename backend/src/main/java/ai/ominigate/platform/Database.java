package ai.ominigate.platform;

import io.micronaut.core.value.PropertyResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL of this node, reachable and migrated: one of the operator's, or the embedded one. */
public final class Database implements AutoCloseable {
    private static final int CONNECT_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final String url;
    private final String user;
    private final String password;
    private final @Nullable DataSource owner;
    private final @Nullable EmbeddedPostgres embedded;

    private Database(
            String url, String user, String password, @Nullable DataSource owner, @Nullable EmbeddedPostgres embedded) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.owner = owner;
        this.embedded = embedded;
    }

    /**
     * Connects to the operator's database if {@code ominigate.database.url} names one, else starts the embedded one;
     * then applies the migrations.
     *
     * @throws CannotStart when it does not answer or cannot be migrated
     */
    public static Database open(PropertyResolver settings, DataFolder folder) {
        String url = setting(settings, "url");
        Database database = url.isBlank() ? embedded(folder) : external(url, settings);
        try {
            database.migrate();
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static String setting(PropertyResolver settings, String name) {
        return settings.getProperty("ominigate.database." + name, String.class).orElse("");
    }

    private static Database embedded(DataFolder folder) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.postgresql());
        return new Database(postgres.jdbcUrl(), postgres.user(), postgres.password(), postgres.owner(), postgres);
    }

    private static Database external(String url, PropertyResolver settings) {
        Properties parsed = Driver.parseURL(url, null);
        if (parsed == null) {
            throw new CannotStart(
                    "OMINIGATE_DATABASE_URL is not the address of a PostgreSQL database; it looks like jdbc:postgresql://host:5432/name.");
        }
        String owner = setting(settings, "owner-user");
        String ownerPassword = setting(settings, "owner-password");
        Database database = new Database(
                url,
                setting(settings, "user"),
                setting(settings, "password"),
                owner.isBlank() ? null : source(url, owner, ownerPassword),
                null);
        String place = "%s:%s/%s"
                .formatted(parsed.getProperty("PGHOST"), parsed.getProperty("PGPORT"), parsed.getProperty("PGDBNAME"));
        mustAnswer(source(url, database.user, database.password), place, "_USER and _PASSWORD", database.password);
        if (database.owner != null) {
            mustAnswer(database.owner, place, "_OWNER_USER and _OWNER_PASSWORD", ownerPassword);
        }
        LOG.info("Using the PostgreSQL database at {}", place);
        return database;
    }

    private static void mustAnswer(DataSource source, String place, String settings, String password) {
        try (Connection connection = source.getConnection()) {
            if (!connection.isValid(CONNECT_SECONDS)) {
                throw new SQLException("it accepted the connection and then did not answer");
            }
        } catch (SQLException e) {
            throw new CannotStart(
                    "The database at %s cannot be reached: %s Check OMINIGATE_DATABASE_URL, %s."
                            .formatted(
                                    place,
                                    asSentence(Objects.toString(e.getMessage(), "no reason given"), password),
                                    settings),
                    e);
        }
    }

    private static String asSentence(String reason, String password) {
        String oneLine = reason.strip().replaceAll("\\s+", " ");
        String safe = password.isBlank() ? oneLine : oneLine.replace(password, "…");
        return safe.endsWith(".") ? safe : safe + ".";
    }

    private void migrate() {
        Migrations.apply(source(url, user, password), owner);
    }

    private static DataSource source(String url, String user, String password) {
        PGSimpleDataSource source = at(url);
        if (!user.isBlank()) {
            source.setUser(user);
        }
        if (!password.isBlank()) {
            source.setPassword(password);
        }
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        return source;
    }

    /**
     * A database by its address. {@link PGSimpleDataSource#setURL} is left to addresses with parameters: what it makes of
     * them names every default, and Flyway, which looks for passwords in it, takes the square of its length.
     */
    static PGSimpleDataSource at(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        Properties parsed = url.contains("?") ? null : Driver.parseURL(url, null);
        if (parsed == null) {
            source.setURL(url);
            return source;
        }
        source.setServerNames(parsed.getProperty("PGHOST").split(","));
        source.setPortNumbers(Stream.of(parsed.getProperty("PGPORT").split(","))
                .mapToInt(Integer::parseInt)
                .toArray());
        source.setDatabaseName(parsed.getProperty("PGDBNAME"));
        return source;
    }

    /** The settings that make {@code datasources.default} this database. They hold its password. */
    public Map<String, Object> settings() {
        return Map.of(
                "datasources.default.url", url,
                "datasources.default.username", user,
                "datasources.default.password", password);
    }

    /** Stops the embedded server; an operator's own is left alone. */
    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
