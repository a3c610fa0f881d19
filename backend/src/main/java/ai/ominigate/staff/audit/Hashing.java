package ai.ominigate.staff.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is hashed, and how. For one thread. */
final class Hashing {
    /** RFC 6962, 2.1: keeps leaves and nodes apart, so that neither can pass for the other. */
    private static final byte LEAF = 0;

    private static final byte NODE = 1;

    private final MessageDigest sha256;

    Hashing() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of a whole record, as it is written. */
    Hash leaf(byte[] record) {
        sha256.update(LEAF);
        return Hash.of(sha256.digest(record));
    }

    /** Of two subtrees. */
    Hash node(Hash left, Hash right) {
        sha256.update(NODE);
        sha256.update(left.bytes());
        return Hash.of(sha256.digest(right.bytes()));
    }

    /** Of a tree without leaves. */
    Hash nothing() {
        return Hash.of(sha256.digest());
    }

    /** What the chain keeps of a payload. */
    Hash commitment(byte[] salt, String payload) {
        sha256.update(salt);
        return Hash.of(sha256.digest(payload.getBytes(StandardCharsets.UTF_8)));
    }
}
