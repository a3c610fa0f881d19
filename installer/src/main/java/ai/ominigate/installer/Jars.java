package ai.ominigate.installer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Jars as they are packaged: what is in them is not packed a second time. A package is then smaller, as it is packed as a
 * whole, and Java has nothing to unpack when it starts.
 *
 * <p>None of them seals its packages. A Java that reads a cache whose jars lie elsewhere than when it was written, as on
 * every machine but the one that made it, defines such a package twice, unsealed and sealed, and ends with "sealing
 * violation".
 */
final class Jars {

    private Jars() {}

    /** Copies jars into {@code folder}, which is made if need be, with their entries as they are and in their order. */
    static void unpacked(List<Path> jars, Path folder) {
        try {
            Files.createDirectories(folder);
            for (Path jar : jars) {
                copy(jar, folder.resolve(jar.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (ZipFile in = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            out.setMethod(ZipOutputStream.STORED);
            for (Enumeration<? extends ZipEntry> entries = in.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                try (InputStream content = in.getInputStream(entry)) {
                    byte[] bytes = content.readAllBytes();
                    add(out, entry, entry.getName().equals(JarFile.MANIFEST_NAME) ? unsealed(bytes) : bytes);
                }
            }
        }
    }

    private static byte[] unsealed(byte[] bytes) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
        if (manifest.getMainAttributes().remove(Attributes.Name.SEALED) == null) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }

    private static void add(ZipOutputStream out, ZipEntry was, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(was.getName());
        entry.setTime(was.getTime());
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
