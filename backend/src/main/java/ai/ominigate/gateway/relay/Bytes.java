package ai.ominigate.gateway.relay;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Bytes that arrive in pieces, up to a bound. */
final class Bytes {
    private static final int FIRST = 2_048;
    private static final byte[] NONE = {};

    private final int limit;
    private byte[] array = NONE;
    private int length;

    /** @param limit how many bytes are taken at most */
    Bytes(int limit) {
        this.limit = limit;
    }

    /** Makes room for an announced length at once. */
    void expect(long announced) {
        if (announced > 0 && announced <= limit && array.length == 0) {
            array = new byte[(int) announced];
        }
    }

    /** Takes a piece; false, and nothing taken, if it does not fit the bound. */
    boolean add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more > limit - length) {
            return false;
        }
        if (more > array.length - length) {
            int wanted = Math.max(length + more, Math.max(FIRST, array.length * 2));
            array = Arrays.copyOf(array, Math.min(wanted, limit));
        }
        piece.getBytes(piece.readerIndex(), array, length, more);
        length += more;
        return true;
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    void clear() {
        array = NONE;
        length = 0;
    }
}
