package ai.ominigate.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The migrations of one location that this version brings, each with the checksum that Flyway writes down when it has
 * applied one: a CRC32 of its lines without their ends.
 *
 * <p>Almost every start finds a database that has seen exactly these. Flyway takes a fifth of a packaged start to find
 * that out; this takes a hundredth, and whatever it finds to differ is left to Flyway to judge.
 *
 * @param history the table that Flyway keeps of them
 * @param checksums by version
 */
record KnownMigrations(String history, Map<String, Integer> checksums) {

    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

    /** @param location a folder of the class path, such as {@code db/migration} */
    static KnownMigrations at(String location, String history) {
        URL folder = KnownMigrations.class.getClassLoader().getResource(location);
        return folder == null ? new KnownMigrations(history, Map.of()) : in(folder, location, history);
    }

    static KnownMigrations in(URL folder, String location, String history) {
        try {
            return new KnownMigrations(
                    history, folder.getProtocol().equals("jar") ? inJar(folder, location) : inFolder(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> inJar(URL folder, String location) throws IOException {
        JarURLConnection connection = (JarURLConnection) folder.openConnection();
        connection.setUseCaches(false);
        Map<String, Integer> checksums = new HashMap<>();
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : (Iterable<JarEntry>) () -> jar.entries().asIterator()) {
                Matcher name = NAME.matcher(entry.getName());
                if (!entry.getName().startsWith(location + "/") || !name.find(location.length() + 1)) {
                    continue;
                }
                try (InputStream file = jar.getInputStream(entry)) {
                    checksums.put(name.group(1), checksum(file.readAllBytes()));
                }
            }
        }
        return checksums;
    }

    private static Map<String, Integer> inFolder(URL folder) throws IOException {
        Map<String, Integer> checksums = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    checksums.put(name.group(1), checksum(Files.readAllBytes(file)));
                }
            }
        }
        return checksums;
    }

    private static int checksum(byte[] file) {
        CRC32 crc = new CRC32();
        new String(file, StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    /** Whether a database has seen each of these as it is here, and no other. */
    boolean areAppliedIn(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            if (!exists(statement)) {
                return false;
            }
            Map<String, Integer> applied = new HashMap<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT version, CASE WHEN success THEN checksum END FROM %s WHERE version IS NOT NULL"
                            .formatted(history))) {
                while (rows.next()) {
                    applied.put(rows.getString(1), rows.getInt(2));
                }
            }
            return !applied.isEmpty() && applied.equals(checksums);
        }
    }

    private boolean exists(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT to_regclass('%s') IS NOT NULL".formatted(history))) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
