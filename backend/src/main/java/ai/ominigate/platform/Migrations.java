package ai.ominigate.platform;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

/**
 * The features' migrations, brought into a database before anything reads from it.
 *
 * <p>Most of them are run by the role that the application works with, which so owns its tables. The audit log's are run
 * by an owner of its own where there is one, so that the application can add to the log and not change it. Where one role
 * does everything, that role takes the rights to change it from itself.
 */
final class Migrations {
    private static final String AUDIT = "audit";

    /** What a newer version has done to the database is not for this one to work with, so none of it is passed over. */
    private static final String[] NOTHING = {};

    /**
     * A migration and Flyway's note of it are one transaction, on one connection, under a lock of the session. By default
     * they are two: a process that is killed between them leaves a database that no version can start on again.
     */
    private static final Map<String, String> AS_ONE = Map.of("flyway.postgresql.transactional.lock", "false");

    private Migrations() {}

    /**
     * Applies what is missing. Each feature numbers its migrations in a range of its own, so a lower number can be the
     * newer one. The histories live in the schemas {@code migration} and {@code audit}.
     *
     * @param database as the application uses it
     * @param owner the same database with the rights of whoever is to own the audit log; null if the application's role
     *     is, or if the owner does not need to do anything
     * @throws CannotStart when that cannot be done, or when a newer version has migrated the database: there is no way back
     */
    static void apply(DataSource database, @Nullable DataSource owner) {
        try {
            if (areApplied(database)) {
                if (owner != null) {
                    refuseWrongOwner(ownership(owner));
                }
                return;
            }
            migrate(Flyway.configure()
                    .configuration(AS_ONE)
                    .dataSource(database)
                    .locations("classpath:db/migration")
                    .defaultSchema("migration")
                    .createSchemas(true)
                    .outOfOrder(true)
                    .validateMigrationNaming(true)
                    .ignoreMigrationPatterns(NOTHING)
                    .load());
            applyAudit(database, owner);
        } catch (FlywayException | SQLException e) {
            throw new CannotStart(
                    "The database could not be brought to this version of OminiGate: %s"
                            .formatted(Objects.toString(e.getMessage(), "no reason given")
                                    .lines()
                                    .collect(Collectors.joining(" "))),
                    e);
        }
    }

    private static boolean areApplied(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return KnownMigrations.at("db/migration", "migration.flyway_schema_history")
                            .areAppliedIn(connection)
                    && KnownMigrations.at("db/audit", "audit.migration").areAppliedIn(connection)
                    && areRightsInOrder(connection);
        }
    }

    /** Whether there is nothing to do for {@code afterMigrate.sql}: the application may add and read, and change nothing. */
    private static boolean areRightsInOrder(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT has_schema_privilege('audit', 'USAGE')
                           AND has_table_privilege('audit.entry', 'SELECT')
                           AND has_table_privilege('audit.incoming', 'INSERT')
                           AND has_table_privilege('audit.checkpoint', 'INSERT')
                           AND has_function_privilege('audit.forget(text)', 'EXECUTE')
                           AND NOT has_table_privilege('audit.entry', 'UPDATE, DELETE, TRUNCATE')
                           AND NOT has_table_privilege('audit.checkpoint', 'UPDATE, DELETE, TRUNCATE')
                        """)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void migrate(Flyway migrations) {
        try {
            migrations.migrate();
        } catch (FlywayException e) {
            refuseNewer(migrations);
            throw e;
        }
    }

    /** Fails if the database has seen migrations that this version does not have. */
    private static void refuseNewer(Flyway migrations) {
        List<String> unknown = Arrays.stream(migrations.info().applied())
                .filter(Migrations::isUnknown)
                .map(MigrationInfo::getVersion)
                .map(String::valueOf)
                .toList();
        if (!unknown.isEmpty()) {
            throw new CannotStart(
                    "The database was used by a newer version of OminiGate than this one, which does not know its migration %s, and there is no way back: start that version or a newer one, or restore a backup from before it into another database."
                            .formatted(unknown.getLast()));
        }
    }

    private static boolean isUnknown(MigrationInfo migration) {
        MigrationState state = migration.getState();
        return migration.getVersion() != null
                && (state == MigrationState.FUTURE_SUCCESS
                        || state == MigrationState.FUTURE_FAILED
                        || state == MigrationState.MISSING_SUCCESS
                        || state == MigrationState.MISSING_FAILED);
    }

    private static void applyAudit(DataSource database, @Nullable DataSource owner) throws SQLException {
        Ownership audit = ownership(owner == null ? database : owner);
        Flyway migrations =
                audit(owner == null ? database : owner, ownership(database).me());
        if (audit.mayChange()) {
            migrate(migrations);
        } else if (owner != null) {
            refuseWrongOwner(audit);
        } else if (migrations.info().pending().length > 0) {
            throw new CannotStart(
                    "This version of OminiGate changes the tables of the audit log, which belong to the role %s; start it once with OMINIGATE_DATABASE_OWNER_USER and OMINIGATE_DATABASE_OWNER_PASSWORD."
                            .formatted(audit.owner()));
        } else {
            refuseNewer(migrations);
        }
    }

    private static void refuseWrongOwner(Ownership audit) {
        if (!audit.mayChange()) {
            throw new CannotStart(
                    "The audit log belongs to the role %s, and not to OMINIGATE_DATABASE_OWNER_USER, who is %s; name the right owner."
                            .formatted(audit.owner(), audit.me()));
        }
    }

    private static Flyway audit(DataSource owner, String application) {
        return Flyway.configure()
                .configuration(AS_ONE)
                .dataSource(owner)
                .locations("classpath:db/audit")
                .defaultSchema(AUDIT)
                .table("migration")
                .createSchemas(true)
                .outOfOrder(true)
                .validateMigrationNaming(true)
                .ignoreMigrationPatterns(NOTHING)
                .placeholders(Map.of("application", application.replace("\"", "\"\"")))
                .load();
    }

    /**
     * Whose the audit log is.
     *
     * @param me the role that asks
     * @param owner null before there is a log
     * @param mayChange whether the role that asks has the owner's rights, or would become it
     */
    private record Ownership(String me, @Nullable String owner, boolean mayChange) {}

    private static Ownership ownership(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT current_user, pg_get_userbyid(nspowner), coalesce(pg_has_role(nspowner, 'USAGE'), true)
                        FROM (VALUES ('audit')) AS wanted (name)
                        LEFT JOIN pg_namespace ON nspname = wanted.name
                        """)) {
            row.next();
            return new Ownership(row.getString(1), row.getString(2), row.getBoolean(3));
        }
    }
}
