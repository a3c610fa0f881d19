package ai.ominigate.staff.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * That an entry is in the log, for whoever has no more of it than this and the log's public key (RFC 9162, 2.1.3).
 *
 * @param record the entry, as it is hashed
 * @param index of its leaf, from 0
 * @param path the hashes on the way from the leaf to the root, each in base64
 * @param checkpoint the signed head of the tree, as a note
 */
public record Inclusion(String record, long index, List<String> path, String checkpoint) {
    public Inclusion {
        path = List.copyOf(path);
    }

    /**
     * Why this does not show that the entry is in the log.
     *
     * @param keys public keys of the log, as auditors were given them
     * @return a sentence; null if it does
     * @throws IllegalArgumentException with a sentence, if one of the keys is none
     */
    public @Nullable String problem(List<String> keys) {
        List<VerifierKey> trusted = keys.stream().map(VerifierKey::parse).toList();
        try {
            SignedCheckpoint signed = SignedCheckpoint.parse(checkpoint);
            if (!signed.isSignedByOneOf(trusted)) {
                return "The head of the audit log in it is not signed by a key that you trust.";
            }
            Hash root = root(signed.size());
            return root != null && signed.checkpoint().root().equals(root)
                    ? null
                    : "The entry of the audit log in it does not belong to the head of the log in it.";
        } catch (IllegalArgumentException e) {
            return "What it says of the audit log cannot be read.";
        }
    }

    /** The root of a tree of that size that has the entry in its place; null if there is none. */
    private @Nullable Hash root(long size) {
        if (index < 0 || index >= size) {
            return null;
        }
        Hashing hashing = new Hashing();
        Hash hash = hashing.leaf(record.getBytes(StandardCharsets.UTF_8));
        long node = index;
        long last = size - 1;
        for (String each : path) {
            Hash beside = Hash.of(Base64.getDecoder().decode(each));
            if (last == 0) {
                return null;
            }
            if ((node & 1) == 1 || node == last) {
                hash = hashing.node(beside, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hashing.node(hash, beside);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? hash : null;
    }

    /**
     * The way from a leaf to the root, from a tree of which only the frontier of its beginning and the leaves after that are
     * at hand.
     */
    static final class Path {
        private final Hashing hashing = new Hashing();
        private final Map<Long, Hash> subtrees = new HashMap<>();
        private final long begun;
        private final LongFunction<Hash> leaves;

        /**
         * @param begun how many leaves the frontier is of
         * @param frontier as {@link MerkleTree#frontier} has it
         * @param leaves by their index, from {@code begun} on
         */
        Path(long begun, byte[] frontier, LongFunction<Hash> leaves) {
            this.begun = begun;
            this.leaves = leaves;
            long from = 0;
            int at = 0;
            for (long bit = Long.highestOneBit(begun); bit > 0; bit >>= 1) {
                if ((begun & bit) != 0) {
                    byte[] hash = new byte[Hash.BYTES];
                    System.arraycopy(frontier, at, hash, 0, Hash.BYTES);
                    subtrees.put(from, Hash.of(hash));
                    from += bit;
                    at += Hash.BYTES;
                }
            }
        }

        /** @param index of a leaf after the beginning, in a tree of that size */
        List<String> of(long index, long size) {
            List<String> path = new ArrayList<>();
            descend(path, index, 0, size);
            return path;
        }

        private void descend(List<String> path, long index, long from, long size) {
            if (size > 1) {
                long left = left(size);
                if (index < from + left) {
                    descend(path, index, from, left);
                    path.add(hash(from + left, size - left).base64());
                } else {
                    descend(path, index, from + left, size - left);
                    path.add(hash(from, left).base64());
                }
            }
        }

        /** The most leaves that are a complete subtree, and not all. */
        private static long left(long size) {
            return Long.highestOneBit(size - 1);
        }

        /** What lies before the beginning's end and beside the way is one of the frontier's subtrees. */
        private Hash hash(long from, long size) {
            if (from + size <= begun) {
                return Objects.requireNonNull(subtrees.get(from));
            }
            long left = left(size);
            return size == 1 ? leaves.apply(from) : hashing.node(hash(from, left), hash(from + left, size - left));
        }
    }
}
