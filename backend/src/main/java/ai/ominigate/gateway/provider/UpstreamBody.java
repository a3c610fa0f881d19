package ai.ominigate.gateway.provider;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The body of a call to an upstream as ranges of arrays in their order, so that what did not change is not copied. Holds
 * the caller's own array: valid as long as that is.
 */
public final class UpstreamBody {

    /** A range of an array, {@code from} inclusive, {@code to} exclusive. */
    @SuppressWarnings("ArrayRecordComponent") // a window on bytes, never compared
    public record Piece(byte[] bytes, int from, int to) {}

    private final List<Piece> pieces;
    private final int length;

    private UpstreamBody(List<Piece> pieces) {
        this.pieces = Collections.unmodifiableList(pieces);
        int sum = 0;
        for (Piece piece : pieces) {
            sum += piece.to() - piece.from();
        }
        length = sum;
    }

    static UpstreamBody whole(byte[] bytes) {
        return new UpstreamBody(List.of(new Piece(bytes, 0, bytes.length)));
    }

    /** What the body consists of, in order. */
    public List<Piece> pieces() {
        return pieces;
    }

    /** How many bytes all pieces have together. */
    public int length() {
        return length;
    }

    /** Builds a body from an original and changes to it, which are given in ascending order. */
    static final class Splice {
        private final byte[] original;
        private final int end;
        private final List<Piece> pieces = new ArrayList<>(9);
        private int done;

        Splice(byte[] original, int length) {
            this.original = original;
            end = length;
        }

        /** Puts other bytes in the place of this range of the original; an empty range inserts. */
        void replace(int from, int to, byte[] replacement) {
            keepUntil(from);
            pieces.add(new Piece(replacement, 0, replacement.length));
            done = to;
        }

        UpstreamBody body() {
            keepUntil(end);
            return new UpstreamBody(pieces);
        }

        private void keepUntil(int offset) {
            if (offset < done) {
                throw new IllegalArgumentException("changes come in ascending order");
            }
            if (offset > done) {
                pieces.add(new Piece(original, done, offset));
            }
        }
    }
}
