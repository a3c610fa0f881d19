package ai.ominigate.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeySecretTest {

    @Test
    void aSecretIsOgAnd32RandomBytesInBase64Url() {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String secret = KeySecret.random();
            assertThat(secret).matches("og-[A-Za-z0-9_-]{43}");
            assertThat(secrets.add(secret)).isTrue();
        }
    }

    @Test
    void whatIsKeptIsItsSha256() throws NoSuchAlgorithmException {
        String secret = KeySecret.random();
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        KeySecret.Sha256 hash = Objects.requireNonNull(KeySecret.sha256(new StringBuilder(secret)));
        assertThat(hash)
                .isNotNull()
                .isEqualTo(KeySecret.Sha256.of(expected))
                .hasSameHashCodeAs(KeySecret.sha256(secret));
        assertThat(hash.bytes()).isEqualTo(expected);
    }

    @Property
    void whatCannotBeASecretHasNoHash(@ForAll String text) {
        if (!text.matches("og-\\p{ASCII}{43}")) {
            assertThat(KeySecret.sha256(text)).isNull();
        }
    }

    @Test
    void charactersThatWouldLoseBitsAreNoSecret() {
        String secret = KeySecret.random();
        String twisted = secret.substring(0, 45) + (char) (secret.charAt(45) + 0x100);
        assertThat(KeySecret.sha256(twisted)).isNull();
    }

    @Test
    void aHintShowsTooLittleToGuessTheRest() {
        assertThat(KeySecret.hint("og-Ab3dEfgh")).isEqualTo("og-Ab3d…");
    }
}
