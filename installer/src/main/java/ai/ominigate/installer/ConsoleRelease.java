package ai.ominigate.installer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;

/**
 * The file by which servers tell consoles of a newer one. It is signed, as consoles believe the key that they were built
 * with and no server.
 */
final class ConsoleRelease {

    static final String FILE = "console-release.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConsoleRelease() {}

    /**
     * Writes it.
     *
     * @param packages of the console
     * @param key the private key, Ed25519 in PKCS #8, as PEM
     */
    static Path write(Packaging packaging, List<Path> packages, Path key) {
        try {
            String manifest = manifest(packaging.version(), packages);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(read(key))));
            signature.update(manifest.getBytes(StandardCharsets.UTF_8));
            ObjectNode release = JSON.createObjectNode()
                    .put("manifest", manifest)
                    .put("signature", Base64.getEncoder().encodeToString(signature.sign()));
            return Files.writeString(packaging.dist().resolve(FILE), JSON.writeValueAsString(release) + "\n");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new CannotPackage(
                    "The release cannot be signed with %s; it has to be a key as 'openssl genpkey -algorithm ed25519' makes it."
                            .formatted(key),
                    e);
        }
    }

    private static String manifest(String version, List<Path> packages) throws JsonProcessingException {
        ObjectNode manifest = JSON.createObjectNode()
                .put("version", version)
                .put("published", LocalDate.now(ZoneOffset.UTC).toString());
        ArrayNode files = manifest.putArray("packages");
        packages.forEach(file -> files.addObject()
                .put("file", file.getFileName().toString())
                .put("sha256", Checksums.of("SHA-256", file)));
        return JSON.writeValueAsString(manifest);
    }

    private static byte[] read(Path key) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----[A-Z ]+-----", ""));
    }
}
