package ai.ominigate.console.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.ConsoleVersion;
import ai.ominigate.model.staff.SignedRelease;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ReleaseKeyTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MANIFEST = "{\"version\":\"0.2.0\",\"published\":\"2026-11-27\"}";

    private final KeyPair maker = keys();
    private final ReleaseKey pinned =
            ReleaseKey.of(Base64.getEncoder().encodeToString(maker.getPublic().getEncoded()));

    @Test
    void whatItsOwnerHasSignedIsBelieved() {
        assertThat(pinned.version(signed(MANIFEST, maker), JSON)).hasValue(new ConsoleVersion(0, 2, 0));
    }

    @Test
    void whatSomebodyElseHasSignedOrChangedIsNot() {
        SignedRelease ours = signed(MANIFEST, maker);

        assertThat(pinned.version(signed(MANIFEST, keys()), JSON)).isEmpty();
        assertThat(pinned.version(new SignedRelease(MANIFEST.replace("0.2.0", "9.2.0"), ours.signature()), JSON))
                .isEmpty();
        assertThat(pinned.version(new SignedRelease(MANIFEST, "no signature"), JSON))
                .isEmpty();
        assertThat(pinned.version(new SignedRelease(MANIFEST, ""), JSON)).isEmpty();
    }

    @Test
    void whatIsSignedAndSaysNothingTellsOfNoVersion() {
        assertThat(pinned.version(signed("{}", maker), JSON)).isEmpty();
        assertThat(pinned.version(signed("no json", maker), JSON)).isEmpty();
    }

    @Test
    void aConsoleThatWasBuiltWithoutAKeyBelievesNobody() {
        assertThat(ReleaseKey.pinned()).isEmpty();
    }

    static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static SignedRelease signed(String manifest, KeyPair by) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(by.getPrivate());
            signature.update(manifest.getBytes(StandardCharsets.UTF_8));
            return new SignedRelease(manifest, Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
