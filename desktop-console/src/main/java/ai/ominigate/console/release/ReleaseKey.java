package ai.ominigate.console.release;

import ai.ominigate.model.staff.ConsoleVersion;
import ai.ominigate.model.staff.SignedRelease;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * The key of whoever makes consoles. It is built into each, so that neither a server nor anybody on the way to it can offer
 * a console of their own.
 */
public final class ReleaseKey {

    private static final String ALGORITHM = "Ed25519";

    private final PublicKey key;

    private ReleaseKey(PublicKey key) {
        this.key = key;
    }

    /** The one that this console was built with; empty if it was built without. */
    public static Optional<ReleaseKey> pinned() {
        Properties file = new Properties();
        try (InputStream in = Objects.requireNonNull(ReleaseKey.class.getResourceAsStream("key.properties"))) {
            file.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("what the console was built with can be read", e);
        }
        String key = file.getProperty("key", "").strip();
        // Where nobody has filled it in, the name of what is to be filled in stands there.
        return key.isEmpty() || key.startsWith("$") ? Optional.empty() : Optional.of(of(key));
    }

    /** @param base64 as X.509 has it */
    static ReleaseKey of(String base64) {
        try {
            return new ReleaseKey(KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("The key for releases is no Ed25519 key; it was built in wrongly", e);
        }
    }

    /** The version that is told of; empty if it is not this key that signed it, or if it says nothing. */
    Optional<ConsoleVersion> version(SignedRelease release, JsonMapper json) {
        if (!isSigned(release)) {
            return Optional.empty();
        }
        try {
            return ConsoleVersion.parse(
                    json.readTree(release.manifest()).path("version").asText());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private boolean isSigned(SignedRelease release) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(release.manifest().getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(release.signature()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
