package ai.ominigate.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way from whoever writes it to whoever fetches it, of which a few pieces are in memory. Neither waits for the
 * other longer than a minute; a file that cannot be finished fails at its reader and never just ends. The JDK's pipe does
 * not do: it takes a reader for dead whose virtual thread has ended, and a server reads each piece on another.
 */
final class FilePipe {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PIECES = 4;
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
    private volatile boolean left;
    private volatile boolean failed;

    /** Where it is written. Each write is a piece: wrap it in a buffer. Closing says that the file is whole. */
    OutputStream in() {
        return new In();
    }

    /** Where it is fetched. Closing it early has the next write fail. */
    InputStream out() {
        return new Out();
    }

    /** Says that there will be no more, though the file is not whole. */
    void fail() {
        failed = true;
        pieces.clear();
        pieces.offer(END);
    }

    private final class In extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            put(new byte[] {(byte) b});
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length > 0) {
                put(Arrays.copyOfRange(bytes, from, from + length));
            }
        }

        @Override
        public void close() throws IOException {
            put(END);
        }

        private void put(byte[] piece) throws IOException {
            try {
                for (long seconds = 0; seconds < PATIENCE.toSeconds() && !left; seconds++) {
                    if (pieces.offer(piece, 1, TimeUnit.SECONDS)) {
                        return;
                    }
                }
                throw new IOException("whoever fetched the file has left");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
    }

    private final class Out extends InputStream {
        private byte[] piece = new byte[0];
        private int at;
        private boolean ended;

        @Override
        public int read() throws IOException {
            return more() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int taken = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, from, taken);
            at += taken;
            return taken;
        }

        /** Whether there is a byte at {@link #at}. */
        private boolean more() throws IOException {
            if (!ended && at == piece.length) {
                byte[] next = take();
                if (failed || next == null) {
                    throw new IOException("the file cannot be finished");
                }
                ended = next == END;
                piece = next;
                at = 0;
            }
            return !ended;
        }

        private byte @Nullable [] take() throws IOException {
            try {
                return pieces.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }

        @Override
        public void close() {
            left = true;
            pieces.clear();
        }
    }
}
