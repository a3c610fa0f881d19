package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a start has to look at the migrations one by one. */
class KnownMigrationsTest {
    private static final String HISTORY = "migration.flyway_schema_history";

    private TestDatabase database;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void aMigratedDatabaseHasSeenThemAll() throws SQLException {
        assertThat(haveBeenSeen("db/migration", HISTORY)).isTrue();
        assertThat(haveBeenSeen("db/audit", "audit.migration")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM migration.flyway_schema_history WHERE version = '1912'",
                "UPDATE migration.flyway_schema_history SET checksum = checksum + 1 WHERE version = '1912'",
                "UPDATE migration.flyway_schema_history SET success = false WHERE version = '1912'",
                "UPDATE migration.flyway_schema_history SET version = '1919' WHERE version = '1912'",
                "INSERT INTO migration.flyway_schema_history SELECT 9999, '9900', 'what comes next', 'SQL', 'V9900__x.sql', 1, 'somebody', now(), 1, true",
                "DROP TABLE migration.flyway_schema_history"
            })
    void anyOtherIsLeftToFlyway(String change) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }

        assertThat(haveBeenSeen("db/migration", HISTORY)).isFalse();
    }

    /** A start that is killed then leaves the one with the other, or neither. */
    @ParameterizedTest
    @CsvSource({
        "staff.member_provider_subject, migration.flyway_schema_history, 0703",
        "metering.usage_six_hourly_until, migration.flyway_schema_history, 1912",
        "audit.entry_actor, audit.migration, 0601",
    })
    void aMigrationAndTheNoteOfItAreOneTransaction(String made, String history, String version) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT (SELECT xmin FROM pg_class WHERE oid = '%s'::regclass), xmin FROM %s WHERE version = '%s'
                        """.formatted(made, history, version))) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(row.getString(2));
        }
    }

    @Test
    void inAJarAreTheSameAsInAFolder(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("packed.jar");
        URL unpacked = getClass().getClassLoader().getResource("db/migration");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, new Manifest());
                Stream<Path> migrations = Files.list(Path.of(unpacked.toURI()))) {
            out.putNextEntry(new JarEntry("db/migration/"));
            for (Path migration : (Iterable<Path>) migrations::iterator) {
                out.putNextEntry(new JarEntry("db/migration/" + migration.getFileName()));
                out.write(Files.readAllBytes(migration));
            }
            out.putNextEntry(new JarEntry("db/other/V1__other.sql"));
            out.write("SELECT 1;".getBytes(StandardCharsets.UTF_8));
        }
        URL packed = URI.create("jar:" + jar.toUri() + "!/db/migration").toURL();

        assertThat(KnownMigrations.in(packed, "db/migration", HISTORY))
                .isEqualTo(KnownMigrations.in(unpacked, "db/migration", HISTORY));
    }

    private boolean haveBeenSeen(String location, String history) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return KnownMigrations.at(location, history).areAppliedIn(connection);
        }
    }
}
