package ai.ominigate.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A caller that holds the socket itself: it can send halves, pipeline, stop reading and hang up. */
public final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** A whole answer. */
    public record Answer(int status, Map<String, String> headers, String body) {
        /** A header by its lower-case name, or null. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    private WireClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects. */
    public static WireClient to(URI url) throws IOException {
        return to(url, 0);
    }

    /** With a receive buffer of about this many bytes; 0 for the system's own choice. */
    public static WireClient to(URI url, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
        return new WireClient(socket);
    }

    /** The text of a call. */
    public static String post(String path, String secret, String body) {
        return head(path, secret, body) + body;
    }

    /** The head of a call with this body. */
    public static String head(String path, String secret, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + secret
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
    }

    public static String get(String path, String secret) {
        return "GET " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + secret + "\r\n\r\n";
    }

    public static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: gateway\r\n\r\n";
    }

    /** Sends this text as it is. */
    public WireClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends these bytes as they are. */
    public WireClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads one answer to its end. */
    public Answer answer() throws IOException {
        Answer head = head();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body(head, body);
        return new Answer(head.status, head.headers, body.toString(StandardCharsets.UTF_8));
    }

    /** Reads the body that follows this head; what came of one that breaks off is in {@code into} all the same. */
    public void body(Answer head, ByteArrayOutputStream into) throws IOException {
        if ("chunked".equalsIgnoreCase(head.header("transfer-encoding"))) {
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                into.writeBytes(chunk);
            }
            return;
        }
        String length = head.header("content-length");
        byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        into.writeBytes(body);
        if (length != null && body.length < Integer.parseInt(length)) {
            throw new EOFException("the answer ended early");
        }
    }

    /** Reads the head of an answer. */
    public Answer head() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(status, headers, "");
    }

    /** Reads one chunk; empty for the last. */
    public byte[] chunk() throws IOException {
        byte[] chunk = exactly(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    /** Reads so many bytes of whatever comes, or less if nothing more does. */
    public void skip(int bytes) throws IOException {
        in.readNBytes(bytes);
    }

    /** Everything that still comes until the other side closes, orderly or not, each byte as a character. */
    String untilClosed() throws SocketTimeoutException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.write(next);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset is an end too.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the other side has closed, orderly or not; waits for it. */
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Leaves with a FIN, and returns when the other side has noticed. */
    void leaveNoticed() throws IOException {
        socket.shutdownOutput();
        while (in.read() >= 0) {
            // What was on its way still comes.
        }
    }

    /** Leaves with a FIN. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Leaves with a TCP reset. */
    public void reset() throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ended early");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
