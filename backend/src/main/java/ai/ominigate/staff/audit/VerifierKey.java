package ai.ominigate.staff.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a key that signs checkpoints: Ed25519, written as {@code name+id+base64} as signed notes have it.
 *
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note</a>, verifier keys
 */
final class VerifierKey {
    static final int ID_BYTES = 4;

    private static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;
    /** All of an X.509 encoding of an Ed25519 key but the key itself (RFC 8410). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] id;
    private final String text;
    private final PublicKey key;

    /** @param key an Ed25519 key */
    VerifierKey(String name, PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded.length != X509.length + KEY_BYTES || !Arrays.equals(Arrays.copyOf(encoded, X509.length), X509)) {
            throw new IllegalArgumentException("this is no Ed25519 key");
        }
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(encoded, X509.length, typed, 1, KEY_BYTES);
        this.name = name;
        this.id = id(name, typed);
        this.text = name + "+" + HexFormat.of().formatHex(id) + "+"
                + Base64.getEncoder().encodeToString(typed);
        this.key = key;
    }

    /** @throws IllegalArgumentException with a sentence, if the text is no such key */
    static VerifierKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length == 3 && !parts[0].isEmpty()) {
            try {
                byte[] typed = Base64.getDecoder().decode(parts[2]);
                if (typed.length == 1 + KEY_BYTES && typed[0] == ED25519) {
                    byte[] encoded = Arrays.copyOf(X509, X509.length + KEY_BYTES);
                    System.arraycopy(typed, 1, encoded, X509.length, KEY_BYTES);
                    VerifierKey key = new VerifierKey(
                            parts[0],
                            KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
                    if (key.text.equals(text.strip())) {
                        return key;
                    }
                }
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw notOne(text, e);
            }
        }
        throw notOne(text, null);
    }

    private static IllegalArgumentException notOne(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + text.strip() + "' is no key of an audit log; it looks like ominigate-audit/…+1a2b3c4d+A….",
                cause);
    }

    private static byte[] id(String name, byte[] typed) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha256.digest(typed), ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Which log it signs for. */
    String name() {
        return name;
    }

    /** Tells it from other keys of the same name, as a hint. */
    byte[] id() {
        return id.clone();
    }

    boolean verifies(String message, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(message.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it is given to auditors. */
    @Override
    public String toString() {
        return text;
    }
}
