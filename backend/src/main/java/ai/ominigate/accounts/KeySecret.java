package ai.ominigate.accounts;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The form of an API key's secret: {@code og-} and 32 random bytes in base64url without padding. */
final class KeySecret {
    static final String PREFIX = "og-";

    private static final int RANDOM_BYTES = 32;

    /** {@code og-} and 43 characters. */
    static final int LENGTH = PREFIX.length() + 43;

    private static final int SHOWN = PREFIX.length() + 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeySecret() {}

    /** A new secret that nobody has. */
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Enough of a secret to tell it from its owner's others. */
    static String hint(String secret) {
        return secret.substring(0, SHOWN) + "…";
    }

    /** The SHA-256 of a secret's characters, or null if it cannot be one. Leaves no copy of the secret behind. */
    @Nullable
    static Sha256 sha256(CharSequence secret) {
        return secret.length() == LENGTH ? Hasher.OF_THIS_THREAD.get().hash(secret) : null;
    }

    /** What is kept of a secret: 32 bytes as four numbers, so that looking one up compares no arrays. */
    record Sha256(long a, long b, long c, long d) {
        static Sha256 of(byte[] bytes) {
            return new Sha256(number(bytes, 0), number(bytes, 8), number(bytes, 16), number(bytes, 24));
        }

        private static long number(byte[] bytes, int from) {
            long number = 0;
            for (int i = from; i < from + 8; i++) {
                number = number << 8 | bytes[i] & 0xFF;
            }
            return number;
        }

        byte[] bytes() {
            byte[] bytes = new byte[32];
            for (int i = 0; i < 32; i++) {
                long number = i < 8 ? a : i < 16 ? b : i < 24 ? c : d;
                bytes[i] = (byte) (number >>> (56 - 8 * (i % 8)));
            }
            return bytes;
        }

        /** Its bits are as good as random. */
        @Override
        public int hashCode() {
            return (int) a;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sha256 that && ((a ^ that.a) | (b ^ that.b) | (c ^ that.c) | (d ^ that.d)) == 0;
        }
    }

    /** A digest and its buffers, one of each per thread. */
    private static final class Hasher {
        static final ThreadLocal<Hasher> OF_THIS_THREAD = ThreadLocal.withInitial(Hasher::new);

        private final MessageDigest digest;
        private final byte[] characters = new byte[LENGTH];
        private final byte[] hash = new byte[32];

        Hasher() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        @Nullable
        Sha256 hash(CharSequence secret) {
            for (int i = 0; i < LENGTH; i++) {
                char c = secret.charAt(i);
                if (c > 0x7F || i < PREFIX.length() && c != PREFIX.charAt(i)) {
                    return null;
                }
                characters[i] = (byte) c;
            }
            digest.update(characters);
            Arrays.fill(characters, (byte) 0);
            try {
                digest.digest(hash, 0, hash.length);
            } catch (DigestException e) {
                throw new IllegalStateException("a SHA-256 has 32 bytes", e);
            }
            return Sha256.of(hash);
        }
    }
}
