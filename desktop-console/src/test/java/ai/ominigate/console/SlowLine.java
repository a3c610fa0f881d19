package ai.ominigate.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A way to a server on which what it answers comes late, as long as that is wished. What is asked goes at once. */
final class SlowLine implements AutoCloseable {

    private static final int PIECE = 16 * 1024;

    private final ServerSocket entrance;
    private final int exit;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration late = Duration.ZERO;

    SlowLine(String server) {
        try {
            entrance = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exit = URI.create(server).getPort();
        Thread.ofVirtual().name("slow-line").start(this::accept);
    }

    /** Where one comes to the server through this. */
    String address() {
        return "http://localhost:" + entrance.getLocalPort();
    }

    /** What the server says from now on arrives so much later. */
    void answersCome(Duration later) {
        late = later;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = keep(entrance.accept());
                Socket far = keep(new Socket(InetAddress.getLoopbackAddress(), exit));
                Thread.ofVirtual().start(() -> pass(near, far, false));
                Thread.ofVirtual().start(() -> pass(far, near, true));
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    /** Until one of both ends is closed; then so is the other. */
    private void pass(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (answers) {
                    LockSupport.parkNanos(late.toNanos());
                }
                out.write(piece, 0, read);
                // What came meanwhile is as late as it has to be.
                while (answers && in.available() > 0) {
                    out.write(piece, 0, in.read(piece, 0, Math.min(PIECE, in.available())));
                }
                out.flush();
            }
        } catch (IOException _) {
            // One of both hung up, which is not for the line to judge.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
