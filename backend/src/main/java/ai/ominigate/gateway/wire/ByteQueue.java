package ai.ominigate.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that wait: appended at the end, read as a whole. */
public final class ByteQueue {
    private static final int KEPT = 1 << 16;
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int length;

    /** Appends a range. */
    public void append(byte[] source, int from, int to) {
        int count = to - from;
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.max(length + count, 256), 2 * bytes.length));
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Appends all of an array. */
    public void append(byte[] source) {
        append(source, 0, source.length);
    }

    /** Appends characters, all of them ASCII. */
    public void append(String ascii) {
        append(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Puts other bytes in the place of a range. */
    public void replace(int from, int to, byte[] replacement) {
        byte[] tail = Arrays.copyOfRange(bytes, to, length);
        length = from;
        append(replacement);
        append(tail);
    }

    /** The array that holds the bytes, from 0 to {@link #length}; valid until the next change. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Forgets the bytes, and the array too if it grew large. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = NONE;
        }
    }
}
