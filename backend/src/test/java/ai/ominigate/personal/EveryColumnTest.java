package ai.ominigate.personal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every column of the database is in {@code personal-data.txt}: it holds personal data, of a kind, for a purpose, and a
 * feature hands it out and erases it; or it holds none, for a reason.
 */
class EveryColumnTest {
    private static final String LIST = "src/test/resources/ai/ominigate/personal/personal-data.txt";
    private static final Pattern PERSONAL = Pattern.compile("(\\S+)\\s+personal\\s+([A-Z]+)\\s+([A-Z]+)\\s+([a-z-]+)");
    private static final Pattern NONE = Pattern.compile("(\\S+)\\s+none\\s+(\\S.*)");

    private static RunningOminiGate ominigate;
    private static Map<String, Line> lines;
    private static Set<String> columns;
    private static List<PersonalRecords> records;

    private sealed interface Line {
        record Personal(Category category, Purpose purpose, String holder) implements Line {}

        record None(String reason) implements Line {}
    }

    @BeforeAll
    static void read() throws IOException, SQLException {
        ominigate = RunningOminiGate.with(Map.of());
        records = ominigate.application().context().getBean(Holdings.class).all();
        lines = lines();
        columns = columns();
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    private static Map<String, Line> lines() throws IOException {
        Map<String, Line> lines = new LinkedHashMap<>();
        try (InputStream file =
                Objects.requireNonNull(EveryColumnTest.class.getResourceAsStream("personal-data.txt"))) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    Matcher personal = PERSONAL.matcher(line);
                    Matcher none = NONE.matcher(line);
                    assertThat(personal.matches() || none.matches())
                            .as("'%s' is no line of %s", line, LIST)
                            .isTrue();
                    Line read = personal.matches()
                            ? new Line.Personal(
                                    Category.valueOf(personal.group(2)),
                                    Purpose.valueOf(personal.group(3)),
                                    personal.group(4))
                            : new Line.None(none.group(2));
                    String column = personal.matches() ? personal.group(1) : none.group(1);
                    assertThat(lines.put(column, read))
                            .as("%s is there twice", column)
                            .isNull();
                }
            }
        }
        return lines;
    }

    /** Partitions are as their parents. */
    private static Set<String> columns() throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (Connection connection = ominigate.database().superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT n.nspname || '.' || c.relname || '.' || a.attname
                        FROM pg_attribute a
                        JOIN pg_class c ON c.oid = a.attrelid
                        JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
                            AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                            AND n.nspname NOT LIKE 'pg_toast%' AND n.nspname NOT LIKE 'pg_temp%'
                            AND c.relname <> 'flyway_schema_history' AND (n.nspname, c.relname) <> ('audit', 'migration')
                        """)) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        return columns;
    }

    @Test
    void everyColumnIsListedAndEveryListedColumnIsThere() {
        Set<String> unlisted = new TreeSet<>(columns);
        unlisted.removeAll(lines.keySet());
        assertThat(unlisted)
                .as("""
                columns without a line in %s. For each, add one of

                  <schema.table.column>  none      <why it tells nothing of a person>
                  <schema.table.column>  personal  <%s>  <%s>  <name of a PersonalRecords>

                A personal column is also to be in the tables() of the PersonalRecords of its feature (see \
                ai.ominigate.accounts.AccountRecords): that is what hands it out and erases it.
                """, LIST, values(Category.values()), values(Purpose.values()))
                .isEmpty();

        Set<String> gone = new TreeSet<>(lines.keySet());
        gone.removeAll(columns);
        assertThat(gone)
                .as("lines of %s whose columns are not there any more", LIST)
                .isEmpty();
    }

    private static String values(Enum<?>[] values) {
        return List.of(values).stream().map(Enum::name).collect(Collectors.joining("|"));
    }

    @Test
    void everyPersonalColumnIsHandedOutAndErasedByItsFeatureAndNoOther() {
        Map<String, String> listed = new TreeMap<>();
        lines.forEach((column, line) -> {
            if (line instanceof Line.Personal personal) {
                listed.put(column, personal.holder());
            }
        });
        Map<String, String> held = new TreeMap<>();
        for (PersonalRecords feature : records) {
            for (PersonalTable table : feature.tables()) {
                for (String column : table.columns()) {
                    held.put(table.table() + "." + bare(column), feature.name());
                }
            }
        }
        assertThat(without(listed, held))
                .as("personal columns of %s that their PersonalRecords does not have in tables()", LIST)
                .isEmpty();
        assertThat(without(held, listed))
                .as("columns in the tables() of a PersonalRecords that %s does not list as its personal ones", LIST)
                .isEmpty();
    }

    /** Without the quotes of a word of SQL. */
    private static String bare(String column) {
        return column.replace("\"", "");
    }

    private static Map<String, String> without(Map<String, String> these, Map<String, String> those) {
        Map<String, String> rest = new TreeMap<>(these);
        rest.entrySet().removeAll(those.entrySet());
        return rest;
    }

    @Test
    void everyStatementOfAFeatureIsUnderstoodByTheDatabase() throws Exception {
        DataSubject nobody =
                DataSubject.of(UUID.randomUUID(), List.of("nobody@example.com"), List.of(UUID.randomUUID()));
        Holdings holdings = ominigate.application().context().getBean(Holdings.class);
        try (Connection connection = ominigate.database().dataSource().getConnection()) {
            connection.setAutoCommit(false);
            for (PersonalRecords feature : records) {
                for (PersonalTable table : feature.tables()) {
                    assertThat(holdings.read(connection, table, nobody, _ -> {}))
                            .as(table.table())
                            .isZero();
                }
                assertThat(holdings.count(connection, feature, nobody).values())
                        .as(feature.name())
                        .containsOnly(0L);
                holdings.erase(connection, feature, nobody, Pseudonyms.random(nobody));
            }
            connection.rollback();
        }
    }

    @Test
    void whatGoesWithAnotherTableGoesWithOneThatIsErased() {
        for (PersonalRecords feature : records) {
            Set<String> erased = feature.tables().stream()
                    .filter(table -> table.fate() instanceof PersonalTable.Fate.Deleted
                            || table.fate() instanceof PersonalTable.Fate.Unlinked)
                    .map(PersonalTable::table)
                    .collect(Collectors.toSet());
            for (PersonalTable table : feature.tables()) {
                if (table.fate() instanceof PersonalTable.Fate.GoesWith with) {
                    assertThat(erased).as(table.table()).contains(with.table());
                }
            }
        }
    }

    @Test
    void whatIsMarkedAsPersonalInTheCodeIsListedAsJustThat() {
        List<String> wrong = new ArrayList<>();
        Set<String> marked = new TreeSet<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("ai.ominigate").stream()
                        .filter(type -> type.isRecord())
                        .map(type -> type.reflect())
                        .forEach(type -> {
                            for (RecordComponent component : type.getRecordComponents()) {
                                PersonalData mark = component.getAnnotation(PersonalData.class);
                                if (mark != null) {
                                    for (String column : mark.columns()) {
                                        marked.add(column);
                                        if (!(lines.get(column) instanceof Line.Personal listed)
                                                || listed.category() != mark.category()
                                                || listed.purpose() != mark.purpose()) {
                                            wrong.add(type.getName() + "." + component.getName() + " as " + column);
                                        }
                                    }
                                }
                            }
                        });
        assertThat(wrong)
                .as("marked with @PersonalData, and not so in %s", LIST)
                .isEmpty();

        // What tells who somebody is must be marked wherever a feature keeps it.
        Set<String> direct = new TreeSet<>();
        lines.forEach((column, line) -> {
            if (line instanceof Line.Personal personal
                    && Set.of(Category.EMAIL, Category.NAME, Category.ADDRESS).contains(personal.category())) {
                direct.add(column);
            }
        });
        direct.removeAll(marked);
        assertThat(direct)
                .as("columns with a name or an address; mark the record component that holds one with @PersonalData")
                .isEmpty();
    }
}
