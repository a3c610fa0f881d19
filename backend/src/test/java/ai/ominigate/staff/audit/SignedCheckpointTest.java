package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCheckpointTest {
    private static final String ORIGIN = "ominigate-audit/0b1f3c1e-7d1a-4b9a-9f0e-2f3d8f2f6a11";
    private static final Checkpoint CHECKPOINT =
            new Checkpoint(ORIGIN, 42, new Hashing().leaf("x".getBytes(StandardCharsets.UTF_8)));

    /** As {@code openssl genpkey -algorithm ed25519} printed it. */
    private static final String PEM = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    /** The end of what {@code openssl pkey -pubout} prints of it. */
    private static final String PUBLIC = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    /** The example in the documentation of Go's {@code golang.org/x/mod/sumdb/note}. */
    @Test
    void aKeyVerifiesWhatAnotherImplementationSigned() {
        VerifierKey key = VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        String text = """
                If you think cryptography is the answer to your problem,
                then you don't know what your problem is.
                """;
        byte[] marked = Base64.getDecoder()
                .decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        assertThat(Arrays.copyOf(marked, VerifierKey.ID_BYTES)).isEqualTo(key.id());
        byte[] signature = Arrays.copyOfRange(marked, VerifierKey.ID_BYTES, marked.length);
        assertThat(key.verifies(text, signature)).isTrue();
        assertThat(key.verifies(text.replace("problem", "trouble"), signature)).isFalse();
    }

    @Test
    void aPrivateKeyKnowsItsPublicHalf() {
        byte[] typed = Base64.getDecoder()
                .decode(SigningKey.parse(PEM).verifier("x").toString().split("\\+", 3)[2]);
        assertThat(Arrays.copyOfRange(typed, 1, typed.length))
                .isEqualTo(Base64.getDecoder().decode(PUBLIC));
    }

    @Test
    void aKeyIsReadAsPemAndAsOneLine() {
        VerifierKey key = SigningKey.parse(PEM).verifier(ORIGIN);
        String oneLine = PEM.lines().toList().get(1);
        assertThat(SigningKey.parse(oneLine).verifier(ORIGIN)).isEqualTo(key);
        assertThat(SigningKey.parse(PEM.replace("\n", "\\n")).verifier(ORIGIN)).isEqualTo(key);
        assertThat(SigningKey.parse(SigningKey.generate()).verifier(ORIGIN)).isNotEqualTo(key);
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutQuotingIt() {
        for (String text : List.of("secret", "", PEM.replace("MC4C", "MC4D"))) {
            assertThatThrownBy(() -> SigningKey.parse(text)).hasMessage("this is no Ed25519 key in PKCS #8");
        }
    }

    @Test
    void aCheckpointIsWrittenAsAuditorsToolsReadIt() {
        SigningKey key = SigningKey.parse(PEM);
        SignedCheckpoint signed = SignedCheckpoint.of(CHECKPOINT, key);
        assertThat(signed.note().lines())
                .hasSize(5)
                .startsWith(ORIGIN, "42", CHECKPOINT.root().base64(), "")
                .last()
                .asString()
                .startsWith("— " + ORIGIN + " ");
        assertThat(SignedCheckpoint.parse(signed.note())).isEqualTo(signed);
        assertThat(signed.isSignedBy(key.verifier(ORIGIN))).isTrue();
    }

    @Test
    void anythingElseIsNotSigned() {
        SigningKey key = SigningKey.parse(PEM);
        VerifierKey verifier = key.verifier(ORIGIN);
        String note = SignedCheckpoint.of(CHECKPOINT, key).note();
        for (String other : List.of(
                note.replace("\n42\n", "\n43\n"),
                note.replace(ORIGIN + " ", "another "),
                note.substring(0, note.indexOf("\n\n") + 2) + "— " + ORIGIN + " AAAA\n",
                note.substring(0, note.indexOf("\n\n") + 2) + "— " + ORIGIN + " not base64\n")) {
            assertThat(SignedCheckpoint.parse(other).isSignedBy(verifier))
                    .as(other)
                    .isFalse();
        }
        VerifierKey stranger = SigningKey.parse(SigningKey.generate()).verifier(ORIGIN);
        assertThat(SignedCheckpoint.parse(note).isSignedBy(stranger)).isFalse();
        assertThat(SignedCheckpoint.parse(note).isSignedBy(key.verifier("another")))
                .isFalse();
        assertThat(SignedCheckpoint.parse(note).isSignedByOneOf(List.of(stranger, verifier)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "a\n1\n",
                "a\n01\nAAAA\n\n— a AAAA\n",
                "a\n1\nAAAA\n\n— a AAAA\n",
                "a\nx\n\n\n— a AAAA\n"
            })
    void whatIsNoCheckpointIsRefused(String note) {
        assertThatThrownBy(() -> SignedCheckpoint.parse(note)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a+b",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc"
            })
    void whatIsNoPublicKeyIsRefused(String text) {
        assertThatThrownBy(() -> VerifierKey.parse(text)).hasMessageContaining("is no key of an audit log");
    }
}
