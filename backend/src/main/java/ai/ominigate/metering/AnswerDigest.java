package ai.ominigate.metering;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 16 bytes of the SHA-256 of an answer's id, big-endian: enough to find a call by the id that its client was
 * given, without keeping a byte of the answer.
 */
record AnswerDigest(long high, long low) {

    static final int BYTES = 16;

    /** Making one costs as much as the hash itself, and the journal's one thread hashes for every call. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(AnswerDigest::sha256);

    static AnswerDigest of(String answerId) {
        ByteBuffer hash = ByteBuffer.wrap(SHA_256.get().digest(answerId.getBytes(StandardCharsets.UTF_8)));
        return new AnswerDigest(hash.getLong(), hash.getLong());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
