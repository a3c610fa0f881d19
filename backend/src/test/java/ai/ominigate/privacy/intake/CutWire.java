package ai.ominigate.privacy.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;

/** The way to a server of this machine, which a test can cut. */
final class CutWire implements AutoCloseable {
    private final ServerSocket entrance;
    private final int port;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    CutWire(int port) throws IOException {
        this.port = port;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** From now on nothing gets through. */
    void cut() {
        cut = true;
        ends.forEach(CutWire::close);
    }

    /** From now on it can be connected through again. */
    void mend() {
        cut = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                if (cut) {
                    near.close();
                } else {
                    connect(near, new Socket(InetAddress.getLoopbackAddress(), port));
                }
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket near, Socket far) throws IOException {
        for (Socket end : List.of(near, far)) {
            end.setTcpNoDelay(true);
        }
        ends.add(near);
        ends.add(far);
        Thread.ofVirtual().start(() -> pass(near, far));
        Thread.ofVirtual().start(() -> pass(far, near));
    }

    /** Until either end is closed, which is how every connection ends. */
    private static void pass(Socket from, Socket to) {
        try {
            byte[] some = new byte[8_192];
            for (int read = from.getInputStream().read(some);
                    read >= 0;
                    read = from.getInputStream().read(some)) {
                to.getOutputStream().write(some, 0, read);
                acknowledge(from);
            }
        } catch (IOException closed) {
            // Then the other is closed, too.
        } finally {
            close(from);
            close(to);
        }
    }

    /** The server writes in small pieces, and waits 40 ms for the acknowledgement of each. Linux forgets this option. */
    private static void acknowledge(Socket socket) throws IOException {
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }
}
