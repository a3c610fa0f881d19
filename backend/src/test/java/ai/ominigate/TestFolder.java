package ai.ominigate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary folder that other users can walk through, as PostgreSQL runs as another one when the tests run as root.
 * Deleted on close.
 */
public final class TestFolder implements AutoCloseable {
    private final Path path;

    private TestFolder(Path path) {
        this.path = path;
    }

    /** A new, empty folder. */
    public static TestFolder create() {
        try {
            Path path = Files.createTempDirectory("ominigate-test-");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new TestFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is, absolute. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
