package ai.ominigate.staff.audit;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256. */
final class Hash {
    static final int BYTES = 32;

    /** What the first entry has for the hash of the one before it. */
    static final Hash NONE = new Hash(new byte[BYTES]);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param bytes are not copied and must not change */
    static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + bytes.length);
        }
        return new Hash(bytes);
    }

    /** @throws IllegalArgumentException if it is not 64 digits */
    static Hash ofHex(String digits) {
        return of(HEX.parseHex(digits));
    }

    /** Not a copy. */
    byte[] bytes() {
        return bytes;
    }

    String hex() {
        return HEX.formatHex(bytes);
    }

    String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
