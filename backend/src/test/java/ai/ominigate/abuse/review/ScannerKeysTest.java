package ai.ominigate.abuse.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.CannotStart;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScannerKeysTest {
    /** The example in GitHub's documentation of its partner programme: a key, a body and its signature. */
    private static final String ID = "90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a";

    private static final String FILE = """
            {"public_keys": [{"key_identifier": "%s", "is_current": true, "key":
              "-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUq\\n\
            kCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\\n-----END PUBLIC KEY-----"}]}
            """.formatted(ID);

    private static final byte[] BODY =
            "[{\"token\":\"some_token\",\"type\":\"some_type\",\"url\":\"some_url\"}]".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE =
            "MEUCIQDKZokqnCjrRtw0tni+2Ltvl/uiMJ1EGumEsp1BsNr32AIgQY1YXD2nlj+XNfGK4rBfkMJ1JDOQcYXxa2sY8FNkrKc=";

    private final ScannerKeys keys = new ScannerKeys(FILE);

    @Test
    void whatGitHubSignedIsKnownAsThat() {
        assertThat(keys.areKnown()).isTrue();
        assertThat(keys.isSigned(BODY, ID, SIGNATURE)).isTrue();
    }

    @Test
    void whatAnybodyElseSentIsNot() {
        byte[] other = BODY.clone();
        other[12]++;
        assertThat(keys.isSigned(other, ID, SIGNATURE)).isFalse();
        assertThat(keys.isSigned(BODY, "another", SIGNATURE)).isFalse();
        assertThat(keys.isSigned(BODY, null, SIGNATURE)).isFalse();
        assertThat(keys.isSigned(BODY, ID, null)).isFalse();
        for (String bad : new String[] {"", "!", "AAAA", SIGNATURE.substring(4)}) {
            assertThat(keys.isSigned(BODY, ID, bad)).isFalse();
        }
    }

    @Test
    void aFileThatHoldsSomethingElseKeepsItFromStarting() {
        for (String bad : new String[] {"", "no JSON", FILE.replace("MFkw", "AAAA"), FILE.replace("MFkw", "????")}) {
            assertThatThrownBy(() -> new ScannerKeys(bad))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("ominigate.secret-scanning.keys-file");
        }
        assertThatThrownBy(() -> new ScannerKeys(new SecretScanningSettings("/nowhere/keys.json")))
                .isInstanceOf(CannotStart.class);
        assertThat(new ScannerKeys(new SecretScanningSettings("")).areKnown()).isFalse();
    }
}
