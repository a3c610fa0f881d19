package ai.ominigate.abuse.review;

import ai.ominigate.platform.CannotStart;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The public keys of GitHub's secret scanning: ECDSA over P-256, with SHA-256, as its partner programme describes it. */
@Singleton
final class ScannerKeys {
    private final Map<String, PublicKey> keys;

    @Inject
    ScannerKeys(SecretScanningSettings settings) {
        this(
                settings.keysFile().isBlank()
                        ? "{\"public_keys\":[]}"
                        : text(settings.keysFile().strip()));
    }

    /** @param json as GitHub hands it out */
    ScannerKeys(String json) {
        keys = Map.copyOf(read(json));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new CannotStart(
                    "The file of the setting ominigate.secret-scanning.keys-file cannot be read. Put there what"
                            + " GitHub hands out at /meta/public_keys/secret_scanning, or leave the setting out.");
        }
    }

    private static Map<String, PublicKey> read(String json) {
        try {
            Map<String, PublicKey> read = new HashMap<>();
            JsonNode listed = new ObjectMapper().readTree(json).path("public_keys");
            if (!listed.isArray()) {
                throw new IllegalArgumentException("no list of public keys");
            }
            for (JsonNode each : listed) {
                read.put(
                        each.path("key_identifier").asText(),
                        key(each.path("key").asText()));
            }
            return read;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new CannotStart(
                    "The file of the setting ominigate.secret-scanning.keys-file holds no public keys: it is the"
                            + " JSON that GitHub hands out at /meta/public_keys/secret_scanning.");
        }
    }

    private static PublicKey key(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    /** Whether reports are taken at all. */
    boolean areKnown() {
        return !keys.isEmpty();
    }

    /** Whether this body was signed with the key of this name. */
    boolean isSigned(byte[] body, @Nullable String key, @Nullable String signature) {
        PublicKey known = key == null ? null : keys.get(key);
        if (known == null || signature == null) {
            return false;
        }
        try {
            Signature ecdsa = Signature.getInstance("SHA256withECDSA");
            ecdsa.initVerify(known);
            ecdsa.update(body);
            return ecdsa.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // What is no signature signs nothing.
        }
    }
}
