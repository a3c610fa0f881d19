package ai.ominigate.gateway.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that arrive in pieces, up to a bound, in an array that belongs to their loop. Room is made as they come: what
 * was announced is only believed then.
 */
final class Bytes {

    /** What became of a piece. */
    enum Taken {
        YES,
        /** It does not fit the bound; nothing of it was taken. */
        TOO_LARGE,
        /** There is no memory left for large ones; nothing of it was taken. */
        NO_MEMORY
    }

    private static final int FIRST = 2_048;
    private static final byte[] NONE = {};

    private final ByteArrays arrays;
    private final int limit;
    private final @Nullable BodyMemory memory;
    private byte[] array = NONE;
    private int length;
    private int announced;
    private int counted;

    /** @param limit how many bytes are taken at most */
    Bytes(ByteArrays arrays, int limit) {
        this(arrays, limit, null);
    }

    /** @param memory what large ones take from */
    Bytes(ByteArrays arrays, int limit, @Nullable BodyMemory memory) {
        this.arrays = arrays;
        this.limit = limit;
        this.memory = memory;
    }

    /** How many will come, so that the last growth is no larger than it must be. */
    void expect(long bytes) {
        if (bytes > 0 && bytes <= limit) {
            announced = (int) bytes;
        }
    }

    Taken add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more > limit - length) {
            return Taken.TOO_LARGE;
        }
        if (more > array.length - length && !grow(length + more)) {
            return Taken.NO_MEMORY;
        }
        piece.getBytes(piece.readerIndex(), array, length, more);
        length += more;
        return Taken.YES;
    }

    private boolean grow(int needed) {
        int first = Math.min(Math.max(announced, FIRST), BodyMemory.FREE);
        int most = announced >= needed ? announced : limit;
        int size = (int) Math.min(most, Math.max(needed, Math.max(first, 2L * array.length)));
        if (memory != null && size > BodyMemory.FREE) {
            if (!memory.take(size - counted)) {
                return false;
            }
            counted = size;
        }
        byte[] larger = arrays.take(size);
        System.arraycopy(array, 0, larger, 0, length);
        arrays.giveBack(array, length);
        array = larger;
        return true;
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Nobody reads them any more. */
    void clear() {
        arrays.giveBack(array, length);
        array = NONE;
        length = 0;
        if (memory != null && counted > 0) {
            memory.giveBack(counted);
            counted = 0;
        }
    }
}
