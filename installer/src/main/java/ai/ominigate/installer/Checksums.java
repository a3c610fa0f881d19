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

/** The file by which people check what they downloaded: {@code sha256sum --check SHA256SUMS}. */
final class Checksums {

    static final String FILE = "SHA256SUMS";

    private Checksums() {}

    static Path write(List<Path> packages, Path folder) {
        String lines = packages.stream()
                .map(file -> sha256(file) + "  " + file.getFileName() + "\n")
                .sorted()
                .collect(Collectors.joining());
        try {
            return Files.writeString(folder.resolve(FILE), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(Path file) {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
