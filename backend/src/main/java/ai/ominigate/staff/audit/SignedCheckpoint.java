package ai.ominigate.staff.audit;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A checkpoint as a signed note: its text, an empty line, and a line for each signature.
 *
 * @param note the whole of it, ending in a line feed
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note</a>
 */
record SignedCheckpoint(Checkpoint checkpoint, String note) {
    private static final String DASH = "— ";

    /** @throws IllegalArgumentException if it is not one */
    static SignedCheckpoint parse(String note) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("this is no signed note");
        }
        return new SignedCheckpoint(Checkpoint.parse(note.substring(0, end + 1)), note);
    }

    static SignedCheckpoint of(Checkpoint checkpoint, SigningKey key) {
        String text = checkpoint.text();
        VerifierKey verifier = key.verifier(checkpoint.origin());
        byte[] signature = key.sign(text);
        byte[] marked = Arrays.copyOf(verifier.id(), VerifierKey.ID_BYTES + signature.length);
        System.arraycopy(signature, 0, marked, VerifierKey.ID_BYTES, signature.length);
        return new SignedCheckpoint(
                checkpoint,
                text + "\n" + DASH + verifier.name() + " " + Base64.getEncoder().encodeToString(marked) + "\n");
    }

    long size() {
        return checkpoint.size();
    }

    /** Whether this key signed it, for the log of its own name. */
    boolean isSignedBy(VerifierKey key) {
        int end = note.lastIndexOf("\n\n");
        String text = note.substring(0, end + 1);
        return checkpoint.origin().equals(key.name())
                && note.substring(end + 2).lines().anyMatch(line -> isSignature(line, key, text));
    }

    boolean isSignedByOneOf(List<VerifierKey> keys) {
        return keys.stream().anyMatch(this::isSignedBy);
    }

    private static boolean isSignature(String line, VerifierKey key, String text) {
        String start = DASH + key.name() + " ";
        if (!line.startsWith(start)) {
            return false;
        }
        byte[] marked;
        try {
            marked = Base64.getDecoder().decode(line.substring(start.length()));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return marked.length > VerifierKey.ID_BYTES
                && Arrays.equals(Arrays.copyOf(marked, VerifierKey.ID_BYTES), key.id())
                && key.verifies(text, Arrays.copyOfRange(marked, VerifierKey.ID_BYTES, marked.length));
    }
}
