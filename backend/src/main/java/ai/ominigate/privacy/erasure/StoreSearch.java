package ai.ominigate.privacy.erasure;

import ai.ominigate.personal.Holdings;
import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import ai.ominigate.platform.DataFolder;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.InflaterInputStream;

/**
 * Looks for words in everything that we store: every column of the database that can hold some, and every file of the data
 * folder, and into what was packed. Knows nothing of features, so that it also finds what one of them forgot.
 */
@Singleton
public final class StoreSearch {
    /** By what a tax office finds a payment; all of that table is kept by law. */
    private static final String NAMED_BY_LAW = "vault.record.stripe_customer";

    /** What columns are called that say what somebody is called. */
    private static final Pattern NAMES_STAND_IN = Pattern.compile("([a-z_]*_)?(name|company)");

    /** Those that only things of our own are called in. */
    private static final Set<String> NAMES_OF_OURS = Set.of(
            "policy.live_check.name",
            "policy.unlisted_cookie.name",
            "privacy.leg.name",
            "privacy.mailbox.name",
            "subprocessor.company.name");

    private static final int WINDOW = 1 << 20;
    private static final int PACKED_AT_ONCE = 50;
    private static final long MOST_UNPACKED = 64L << 20;

    private final Holdings holdings;
    private final DataFolder folder;

    StoreSearch(Holdings holdings, DataFolder folder) {
        this.holdings = holdings;
        this.folder = folder;
    }

    /**
     * What was found. Names places, never what is there.
     *
     * @param columns that were looked through
     * @param files that were looked through
     * @param hits rows or files by their place: {@code schema.table.column}, or {@code file:name}
     * @param kept the same, in columns that name them for a reason that the person is told
     */
    public record Found(int columns, int files, Map<String, Long> hits, Map<String, Long> kept) {}

    /**
     * Looks for words, however they are capitalised.
     *
     * @param words in clear
     * @param hashes in hexadecimal, of which the bytes are looked for
     */
    public Found search(Connection connection, List<String> words, List<String> hashes)
            throws SQLException, IOException {
        return search(connection, words, hashes, List.of());
    }

    /**
     * The same, and for names that are so short that they are part of other words: as a whole, and where names stand, which
     * are columns that are called so and fields of JSON. In files nothing says what a name is.
     */
    public Found search(Connection connection, List<String> words, List<String> hashes, List<String> names)
            throws SQLException, IOException {
        Set<String> naming = naming();
        Map<String, Long> hits = new TreeMap<>();
        Map<String, Long> kept = new TreeMap<>();
        int columns = 0;
        for (Map.Entry<String, List<Column>> table : columns(connection).entrySet()) {
            columns += table.getValue().size();
            search(connection, table.getKey(), table.getValue(), words, hashes, names)
                    .forEach((column, rows) -> (naming.contains(column) ? kept : hits).put(column, rows));
        }
        int files = searchFiles(words, hits);
        return new Found(columns, files, hits, kept);
    }

    /** The columns that may name people who were forgotten. */
    private Set<String> naming() {
        Set<String> naming = new TreeSet<>(Set.of(NAMED_BY_LAW));
        for (PersonalRecords feature : holdings.all()) {
            for (PersonalTable table : feature.tables()) {
                if (table.fate() instanceof PersonalTable.Fate.Kept kept) {
                    kept.naming().forEach(column -> naming.add(table.table() + "." + column));
                }
            }
        }
        return naming;
    }

    private record Column(String table, String name, String type) {
        boolean isBinary() {
            return type.equals("bytea");
        }

        boolean isJson() {
            return type.startsWith("json");
        }

        boolean holdsNames() {
            return !isJson() && NAMES_STAND_IN.matcher(name).matches() && !NAMES_OF_OURS.contains(table + "." + name);
        }
    }

    /**
     * Partitions each. What is sealed for this very search is no word; nor are the files of packages, of which all is encrypted
     * with passphrases that are nowhere else in clear.
     */
    private static Map<String, List<Column>> columns(Connection connection) throws SQLException {
        String sql = """
                SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), quote_ident(a.attname), t.typname
                FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_type t ON t.oid = a.atttypid
                WHERE c.relkind IN ('r', 'm') AND a.attnum > 0 AND NOT a.attisdropped
                    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                    AND n.nspname NOT LIKE 'pg_t%'
                    AND NOT (n.nspname = 'privacy' AND c.relname = 'package_piece' AND a.attname = 'content')
                    AND (t.typcategory IN ('S', 'A', 'I') OR t.typname IN ('json', 'jsonb', 'bytea', 'xml'))
                    AND has_column_privilege(c.oid, a.attnum, 'SELECT')
                ORDER BY 1, a.attnum
                """;
        Map<String, List<Column>> columns = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                columns.computeIfAbsent(row.getString(1), table -> new ArrayList<>())
                        .add(new Column(row.getString(1), row.getString(2), row.getString(3)));
            }
        }
        return columns;
    }

    private static Map<String, Long> search(
            Connection connection,
            String table,
            List<Column> columns,
            List<String> words,
            List<String> hashes,
            List<String> names)
            throws SQLException {
        String counts = columns.stream()
                .map(column -> "count(*) FILTER (WHERE " + condition(column, names) + ")")
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + counts + " FROM " + table)) {
            int index = 1;
            for (Column column : columns) {
                statement.setArray(index++, connection.createArrayOf("text", patterns(words)));
                if (column.isBinary()) {
                    statement.setArray(index++, connection.createArrayOf("text", patterns(hashes)));
                } else if (!names.isEmpty() && column.holdsNames()) {
                    statement.setArray(index++, connection.createArrayOf("text", names.toArray()));
                } else if (!names.isEmpty() && column.isJson()) {
                    statement.setArray(index++, connection.createArrayOf("text", fields(names)));
                }
            }
            Map<String, Long> found = new TreeMap<>();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                for (int i = 0; i < columns.size(); i++) {
                    if (row.getLong(i + 1) > 0) {
                        found.put(table + "." + columns.get(i).name(), row.getLong(i + 1));
                    }
                }
            }
            for (Column column : columns) {
                long packed = column.isBinary() ? searchPacked(connection, table, column, words) : 0;
                if (packed > 0) {
                    found.merge(table + "." + column.name(), packed, Long::sum);
                }
            }
            return found;
        }
    }

    private static String condition(Column column, List<String> names) {
        if (column.isBinary()) {
            // Bytes that are letters stand for themselves in this form.
            return "lower(encode(%1$s, 'escape')) LIKE ANY (?) OR encode(%1$s, 'hex') LIKE ANY (?)"
                    .formatted(column.name());
        }
        String words = "lower(%s::text) LIKE ANY (?)".formatted(column.name());
        if (names.isEmpty()) {
            return words;
        }
        if (column.holdsNames()) {
            return words + " OR lower(btrim(%s::text)) = ANY (?)".formatted(column.name());
        }
        return column.isJson() ? words + " OR lower(%s::text) ~ ANY (?)".formatted(column.name()) : words;
    }

    /** As JSON has names: as the whole value of a field that is called so. */
    private static Object[] fields(List<String> names) {
        return names.stream()
                .map(name -> "\"([a-z_]*name|company)\": ?\""
                        + name.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("([^\\p{L}\\p{N} ])", "\\\\$1")
                        + "\"")
                .toArray();
    }

    /** Looks into what was packed (RFC 1950), which the database cannot: rows whose bytes begin so. */
    private static long searchPacked(Connection connection, String table, Column column, List<String> words)
            throws SQLException {
        String sql = """
                SELECT %1$s FROM %2$s
                WHERE octet_length(%1$s) > 2 AND get_byte(%1$s, 0) = 120
                    AND (get_byte(%1$s, 0) * 256 + get_byte(%1$s, 1)) %% 31 = 0
                """.formatted(column.name(), table);
        List<String> wanted = wanted(words);
        long rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(PACKED_AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows += holdsPacked(row.getBytes(1), wanted) ? 1 : 0;
                }
            }
        }
        return rows;
    }

    private static boolean holdsPacked(byte[] packed, List<String> wanted) {
        try (InputStream unpacked = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return holds(unpacked, wanted, MOST_UNPACKED);
        } catch (IOException e) {
            // Its first bytes are so by chance; as it is it was looked through.
            return false;
        }
    }

    private static Object[] patterns(List<String> words) {
        return words.stream()
                .map(word -> "%"
                        + word.toLowerCase(Locale.ROOT)
                                .replace("\\", "\\\\")
                                .replace("%", "\\%")
                                .replace("_", "\\_")
                        + "%")
                .toArray();
    }

    /** All but the embedded server's own files: what it stores was looked through as tables. */
    private int searchFiles(List<String> words, Map<String, Long> hits) throws IOException {
        List<String> wanted = wanted(words);
        int[] files = {0};
        Files.walkFileTree(folder.root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(folder.postgresql()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    files[0]++;
                    if (holds(file, wanted)) {
                        hits.put("file:" + folder.root().relativize(file), 1L);
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                if (problem instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw problem;
            }
        });
        return files[0];
    }

    /** As bytes are looked through. */
    private static List<String> wanted(List<String> words) {
        return words.stream()
                .map(word -> new String(
                        word.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** @param most bytes that are looked through: what somebody has sent may unpack to any size */
    private static boolean holds(InputStream in, List<String> wanted, long most) throws IOException {
        int overlap = wanted.stream().mapToInt(String::length).max().orElse(1);
        String before = "";
        long left = most;
        for (byte[] read = in.readNBytes(WINDOW); read.length > 0 && left > 0; read = in.readNBytes(WINDOW)) {
            left -= read.length;
            String window = before + lower(read);
            if (wanted.stream().anyMatch(window::contains)) {
                return true;
            }
            before = window.substring(Math.max(0, window.length() - overlap));
        }
        return false;
    }

    private static boolean holds(Path file, List<String> wanted) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return holds(in, wanted, Long.MAX_VALUE);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The letters of ASCII alone, so that every byte stays one character. */
    private static String lower(byte[] bytes) {
        byte[] lower = bytes.clone();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] += 'a' - 'A';
            }
        }
        return new String(lower, StandardCharsets.ISO_8859_1);
    }
}
