package ai.ominigate.gateway.relay;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Arrays for the bodies of one loop's calls, used again and again: the body of a request and that of an answer would
 * otherwise be most of a call's garbage. An array that comes back is emptied before anybody gets it again, so that a
 * prompt or an answer neither outlives its call nor can reach another customer's.
 */
final class ByteArrays {
    private static final int SMALLEST = 2_048;

    /** Larger bodies are rare, and their arrays would be kept for nothing. */
    private static final int LARGEST = 65_536;

    /** Bytes that rest of each size, so that a loop keeps 6 MiB at most. */
    private static final int KEPT_OF_EACH = 1 << 20;

    private final ArrayDeque<byte[]>[] rested = stacks();

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
    private static ArrayDeque<byte[]>[] stacks() {
        ArrayDeque[] stacks = new ArrayDeque[sizeClass(LARGEST) + 1];
        for (int i = 0; i < stacks.length; i++) {
            stacks[i] = new ArrayDeque<>(0);
        }
        return stacks;
    }

    /** An array of zeros, of at least this length. */
    byte[] take(int atLeast) {
        if (atLeast > LARGEST) {
            return new byte[atLeast];
        }
        int size = sizeClass(Math.max(atLeast, SMALLEST));
        byte[] array = rested[size].pollLast();
        return array != null ? array : new byte[SMALLEST << size];
    }

    /**
     * Takes an array back that nobody reads or writes any more.
     *
     * @param used how many of its first bytes were written
     */
    void giveBack(byte[] array, int used) {
        Arrays.fill(array, 0, used, (byte) 0);
        if (array.length < SMALLEST || array.length > LARGEST || Integer.bitCount(array.length) != 1) {
            return;
        }
        ArrayDeque<byte[]> stack = rested[sizeClass(array.length)];
        if (stack.size() < KEPT_OF_EACH / array.length) {
            stack.addLast(array);
        }
    }

    /** 0 for up to 2 KiB, 1 for up to 4 KiB and so on. */
    private static int sizeClass(int length) {
        return Integer.SIZE - Integer.numberOfLeadingZeros((length - 1) / SMALLEST);
    }
}
