package ai.ominigate.staff.audit;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * The hash tree of RFC 6962, 2.1, as it grows: it remembers the hash of each complete subtree from left to right, one for
 * each bit of its size, which is all that it takes to go on and to tell the root.
 */
final class MerkleTree {
    private final Hashing hashing;
    private final Deque<Hash> subtrees = new ArrayDeque<>();
    private long size;

    /** Without leaves. */
    MerkleTree(Hashing hashing) {
        this.hashing = hashing;
    }

    /**
     * Goes on where {@link #frontier} was taken.
     *
     * @throws IllegalArgumentException if it is not one of a tree of this size
     */
    MerkleTree(Hashing hashing, long size, byte[] frontier) {
        this(hashing);
        if (size < 0 || frontier.length != Long.bitCount(size) * Hash.BYTES) {
            throw new IllegalArgumentException(
                    "a tree of " + size + " leaves has no frontier of " + frontier.length + " bytes");
        }
        this.size = size;
        for (int at = 0; at < frontier.length; at += Hash.BYTES) {
            subtrees.addLast(Hash.of(Arrays.copyOfRange(frontier, at, at + Hash.BYTES)));
        }
    }

    void add(Hash leaf) {
        Hash subtree = leaf;
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            subtree = hashing.node(subtrees.removeLast(), subtree);
        }
        subtrees.addLast(subtree);
        size++;
    }

    long size() {
        return size;
    }

    Hash root() {
        if (subtrees.isEmpty()) {
            return hashing.nothing();
        }
        Iterator<Hash> fromRight = subtrees.descendingIterator();
        Hash root = fromRight.next();
        while (fromRight.hasNext()) {
            root = hashing.node(fromRight.next(), root);
        }
        return root;
    }

    /** The hashes of the complete subtrees, the largest first. */
    byte[] frontier() {
        byte[] frontier = new byte[subtrees.size() * Hash.BYTES];
        int at = 0;
        for (Hash subtree : subtrees) {
            System.arraycopy(subtree.bytes(), 0, frontier, at, Hash.BYTES);
            at += Hash.BYTES;
        }
        return frontier;
    }
}
