package ai.ominigate.credential;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.SecretFile;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps the secrets of second factors from whoever reads the database alone: AES-256-GCM, bound to the member it is of.
 * The key is the setting {@code ominigate.staff-key}, 32 bytes in base 64, or else in the file {@code staff-key} of the
 * data folder, made at the first start. Nodes on one database need the same. Who loses it enrols the staff again.
 */
@Context
public final class SecondFactorSeal {
    /** In the data folder. */
    static final String FILE = "staff-key";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;

    SecondFactorSeal(@Value("${ominigate.staff-key:}") String setting, DataFolder folder) {
        this.key = setting.isBlank()
                ? fromFile(folder.root().resolve(FILE))
                : key(
                        setting,
                        "OMINIGATE_STAFF_KEY is not 32 random bytes in base 64, as `openssl rand -base64 32` makes.");
    }

    public byte[] seal(UUID member, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = apply(Cipher.ENCRYPT_MODE, nonce, member, secret);
        return ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws IllegalStateException if it was sealed with another key, for another member, or changed since */
    public byte[] open(UUID member, byte[] sealed) {
        return apply(
                Cipher.DECRYPT_MODE,
                Arrays.copyOf(sealed, NONCE_BYTES),
                member,
                Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    private byte[] apply(int mode, byte[] nonce, UUID member, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(member.toString().getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "A second factor cannot be opened with this installation's staff key; restore the key that it was"
                            + " sealed with.",
                    e);
        }
    }

    private static SecretKey fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] bytes = new byte[KEY_BYTES];
                RANDOM.nextBytes(bytes);
                SecretFile.write(file, Base64.getEncoder().encodeToString(bytes) + "\n");
            }
            return key(
                    Files.readString(file),
                    "The file " + file + " does not hold the key of the staff's second factors; restore it.");
        } catch (IOException e) {
            throw new CannotStart(
                    "The file " + file
                            + " with the key of the staff's second factors cannot be read or written; give it"
                            + " to this user.",
                    e);
        }
    }

    private static SecretKey key(String base64, String problem) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.strip());
            if (bytes.length == KEY_BYTES) {
                return new SecretKeySpec(bytes, "AES");
            }
        } catch (IllegalArgumentException e) {
            throw new CannotStart(problem, e);
        }
        throw new CannotStart(problem);
    }
}
