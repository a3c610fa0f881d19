package ai.ominigate.installer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarsTest {

    private static final String MANIFEST = "Manifest-Version: 1.0\r\nImplementation-Title: A library\r\n";

    @TempDir
    private Path folder;

    @Test
    void whatIsInAJarIsNotPackedAndElseAsItWas() throws IOException {
        try (JarFile jar = unpacked(MANIFEST + "\r\n")) {
            JarEntry entry = jar.getJarEntry("library/words.txt");

            assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
            assertThat(jar.getInputStream(entry)).hasContent("words");
            assertThat(jar.getInputStream(jar.getJarEntry(JarFile.MANIFEST_NAME)))
                    .hasBinaryContent((MANIFEST + "\r\n").getBytes(UTF_8));
        }
    }

    @Test
    void noneSealsItsPackages() throws IOException {
        try (JarFile jar = unpacked(MANIFEST + "Sealed: true\r\n\r\n")) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Sealed")).isNull();
            assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Title"))
                    .isEqualTo("A library");
        }
    }

    private JarFile unpacked(String manifest) throws IOException {
        Path packed = folder.resolve("library.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(packed))) {
            out.putNextEntry(new JarEntry(JarFile.MANIFEST_NAME));
            out.write(manifest.getBytes(UTF_8));
            out.putNextEntry(new JarEntry("library/words.txt"));
            out.write("words".getBytes(UTF_8));
        }
        Path lib = folder.resolve("lib");
        Jars.unpacked(List.of(packed), lib);
        return new JarFile(lib.resolve("library.jar").toFile());
    }
}
