package ai.ominigate.installer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What people check their download by: a file beside each package ({@code sha256sum --check NAME.sha256}), and one for all
 * of them.
 */
final class Checksums {

    static final String FILE = "SHA256SUMS";
    static final String ENDING = ".sha256";

    private Checksums() {}

    /** @return the files that were written */
    static List<Path> write(List<Path> packages, Path folder) {
        String lines = packages.stream().map(Checksums::line).sorted().collect(Collectors.joining());
        try {
            for (Path file : packages) {
                Files.writeString(beside(file), line(file));
            }
            Files.writeString(folder.resolve(FILE), lines);
            return packages.stream().map(Checksums::beside).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ENDING);
    }

    /** As {@code sha256sum} writes it. */
    static String line(Path file) {
        return of("SHA-256", file) + "  " + file.getFileName() + "\n";
    }

    /** @param algorithm as Java calls it */
    static String of(String algorithm, Path file) {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance(algorithm))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
