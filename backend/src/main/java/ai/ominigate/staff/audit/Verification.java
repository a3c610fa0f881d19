package ai.ominigate.staff.audit;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows a log from its first entry, and holds it against every checkpoint that anybody has kept of it. Memory does not
 * grow with the log. For one thread.
 */
final class Verification {
    private final NavigableMap<Long, List<Claim>> claims;
    private final String origin;
    private final List<VerifierKey> keys;
    private final Chain chain = new Chain(0, Hash.NONE);
    private final MerkleTree tree;
    private final int checkpoints;
    private long vouched;

    /**
     * A checkpoint that somebody has kept.
     *
     * @param size for how many entries it was kept
     * @param note what was kept: a signed checkpoint, unless somebody changed it
     * @param where it was kept, as in a sentence
     */
    record Claim(long size, String note, String where) {}

    /**
     * @param origin which log it must be
     * @param keys those that may have signed it
     */
    Verification(Hashing hashing, String origin, List<VerifierKey> keys, List<Claim> claims) {
        this.tree = new MerkleTree(hashing);
        this.origin = origin;
        this.keys = List.copyOf(keys);
        this.claims = claims.stream().collect(Collectors.groupingBy(Claim::size, TreeMap::new, Collectors.toList()));
        this.checkpoints = claims.size();
    }

    /**
     * Goes on to the next entry.
     *
     * @param leaf the hash of its record
     * @return what is wrong up to here; null if nothing is, and only then it makes sense to go on
     */
    @Nullable
    Finding follow(long seq, Hash prev, Hash leaf) {
        Finding broken = chain.follow(seq, prev, leaf);
        if (broken != null) {
            return broken;
        }
        tree.add(leaf);
        List<Claim> here = claims.remove(seq);
        if (here == null) {
            return null;
        }
        Hash root = tree.root();
        for (Claim claim : here) {
            String problem = problem(claim, root);
            if (problem != null) {
                return new Finding(vouched + 1, problem);
            }
        }
        vouched = seq;
        return null;
    }

    private @Nullable String problem(Claim claim, Hash root) {
        SignedCheckpoint signed;
        try {
            signed = SignedCheckpoint.parse(claim.note());
        } catch (IllegalArgumentException e) {
            return "The checkpoint of %d entries %s cannot be read.".formatted(claim.size(), claim.where());
        }
        if (!signed.checkpoint().origin().equals(origin) || signed.size() != claim.size()) {
            return "The checkpoint of %d entries %s is one of another log or size."
                    .formatted(claim.size(), claim.where());
        }
        if (!signed.isSignedByOneOf(keys)) {
            return "The checkpoint of %d entries %s is not signed with a key that is trusted here."
                    .formatted(claim.size(), claim.where());
        }
        if (!signed.checkpoint().root().equals(root)) {
            return "Entries from %d to %d are not those that the checkpoint of %d entries %s was signed for."
                    .formatted(vouched + 1, claim.size(), claim.size(), claim.where());
        }
        return null;
    }

    /** What is wrong if the log ends here; null if nothing is. */
    @Nullable
    Finding end() {
        if (claims.isEmpty()) {
            return null;
        }
        Claim last = claims.lastEntry().getValue().getFirst();
        return new Finding(
                chain.size() + 1,
                "Entries are missing from %d on: the checkpoint %s speaks for %d."
                        .formatted(chain.size() + 1, last.where(), last.size()));
    }

    /** How many entries have been followed. */
    long size() {
        return chain.size();
    }

    /** The hash of the last. */
    Hash last() {
        return chain.last();
    }

    /** For how many of them checkpoints speak. */
    long vouched() {
        return vouched;
    }

    /** How many checkpoints there are to hold the log against. */
    int checkpoints() {
        return checkpoints;
    }
}
