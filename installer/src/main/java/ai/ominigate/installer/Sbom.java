package ai.ominigate.installer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bill of materials that lies beside each package, in CycloneDX's JSON: the libraries, as the build lists them for the
 * module, and the Java that is packaged with them.
 */
final class Sbom {

    static final String ENDING = ".cdx.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Sbom() {}

    /**
     * Writes it.
     *
     * @param libraries as the CycloneDX plugin of the build wrote it
     * @param target the file to write
     */
    static Path write(Path libraries, Path target) {
        try {
            ObjectNode bom = (ObjectNode) JSON.readTree(Files.readString(libraries));
            // What is packaged is cut from the Java that runs this.
            String version = System.getProperty("java.runtime.version");
            ObjectNode java = bom.withArray("components").addObject();
            java.put("type", "platform");
            java.put("bom-ref", "java-runtime");
            java.put("publisher", System.getProperty("java.vendor"));
            java.put("name", "OpenJDK");
            java.put("version", version);
            java.putArray("licenses").addObject().putObject("license").put("id", "GPL-2.0-with-classpath-exception");
            java.put("cpe", "cpe:2.3:a:oracle:openjdk:%s:*:*:*:*:*:*:*".formatted(version.replaceFirst("[+-].*", "")));
            Files.writeString(target, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(bom) + "\n");
            return target;
        } catch (IOException e) {
            throw new CannotPackage("The bill of materials %s cannot be read.".formatted(libraries), e);
        }
    }

    /** The same, beside a package. */
    static Path beside(Path file, Path bom) {
        try {
            return Files.copy(bom, file.resolveSibling(file.getFileName() + ENDING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
