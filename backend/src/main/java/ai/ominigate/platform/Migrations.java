package ai.ominigate.platform;

import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The features' migrations, brought into a database before anything reads from it. */
final class Migrations {
    private Migrations() {}

    /**
     * Applies what is missing. Each feature numbers its migrations in a range of its own, so a lower number can be the
     * newer one. The history lives in the schema {@code migration}.
     */
    static void apply(DataSource database) {
        try {
            Flyway.configure()
                    .dataSource(database)
                    .locations("classpath:db/migration")
                    .defaultSchema("migration")
                    .createSchemas(true)
                    .outOfOrder(true)
                    .validateMigrationNaming(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new CannotStart(
                    "The database could not be brought to this version of OminiGate: %s"
                            .formatted(Objects.toString(e.getMessage(), "no reason given")
                                    .lines()
                                    .collect(Collectors.joining(" "))),
                    e);
        }
    }
}
