package ai.ominigate.gateway;

import ai.ominigate.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model provider that does exactly what a test tells it to, down to single bytes and TCP segments. It is many
 * providers at once: the first segment of the path ({@code /lane/v1/…}) names the lane, and each lane has scripts and
 * memories of its own, so tests do not see each other.
 */
public final class UpstreamDouble implements AutoCloseable {
    private final ServerSocket server;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    private UpstreamDouble(ServerSocket server) {
        this.server = server;
    }

    /** Starts it on a free loopback port. */
    public static UpstreamDouble start() {
        return start(0);
    }

    /** Starts it on this loopback port. */
    public static UpstreamDouble start(int port) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            UpstreamDouble upstream = new UpstreamDouble(server);
            Thread.ofVirtual().name("upstream-double").start(upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a lane lives: {@code http://127.0.0.1:41234/lane/v1}. */
    public URI baseUrl(String lane) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/" + lane + "/v1");
    }

    /** The lane of that name. */
    public Lane lane(String name) {
        return lanes.computeIfAbsent(name, Lane::new);
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    @Override
    public void close() {
        closing.countDown();
        closeQuietly(server);
        open.forEach(UpstreamDouble::closeQuietly);
    }

    /** One provider's scripts, and what it was asked. */
    public static final class Lane {
        private final String name;
        private final Deque<Script> scripts = new ArrayDeque<>();
        private final List<Received> received = new ArrayList<>();
        private @Nullable Function<Received, Script> always;
        private boolean forgetful;

        private Lane(String name) {
            this.name = name;
        }

        /** Answers the next requests by these scripts, one each. */
        public synchronized Lane then(Script... next) {
            scripts.addAll(List.of(next));
            return this;
        }

        /** Answers every request that no script is left for by this one. */
        public Lane always(Script script) {
            return always(request -> script);
        }

        /** Answers every request that no script is left for by what this makes of it. */
        public synchronized Lane always(Function<Received, Script> answer) {
            always = answer;
            return this;
        }

        /** From now on keeps nothing of what it is asked, as memory would not do for hours of calls. */
        public synchronized Lane forgetful() {
            forgetful = true;
            return this;
        }

        /** Becomes as it was when it was new. */
        public synchronized void forget() {
            scripts.clear();
            received.clear();
            always = null;
            forgetful = false;
        }

        /** Everything it was asked so far. */
        public synchronized List<Received> received() {
            return List.copyOf(received);
        }

        /** The only request it was asked; waits for it. */
        public Received only() {
            List<Received> all = Await.value("one request to " + name, this::received, list -> !list.isEmpty());
            if (all.size() > 1) {
                throw new AssertionError(name + " was asked " + all.size() + " times");
            }
            return all.getFirst();
        }

        /** Closes the connections it was asked over, as a provider does with idle ones. */
        public void dropConnections() {
            received().forEach(request -> closeQuietly(request.socket));
        }

        private synchronized Script next(Received request) {
            if (!forgetful) {
                received.add(request);
            }
            Script script = scripts.poll();
            if (script != null) {
                return script;
            }
            return always == null ? unscripted(request) : always.apply(request);
        }

        private Script unscripted(Received request) {
            return Script.json(
                    500,
                    "{\"error\":{\"message\":\"no script for " + request.path() + "\",\"type\":\"server_error\"}}");
        }
    }

    /** A request as it came over the wire, and what became of its connection. */
    public static final class Received {
        private final String method;
        private final String path;
        private final Map<String, String> headers;
        private final byte[] body;
        private final Socket socket;
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicLong sent = new AtomicLong();
        private final long arrivedNanos = System.nanoTime();
        private volatile long closedNanos;

        private Received(String method, String path, Map<String, String> headers, byte[] body, Socket socket) {
            this.method = method;
            this.path = path;
            this.headers = Map.copyOf(headers);
            this.body = body;
            this.socket = socket;
        }

        public String method() {
            return method;
        }

        /** With the lane. */
        public String path() {
            return path;
        }

        /** A header by its lower-case name, or null. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        public String body() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The same for requests that came over the same connection. */
        public Object connection() {
            return socket;
        }

        /** When it had arrived whole, by {@link System#nanoTime}. */
        public long arrivedNanos() {
            return arrivedNanos;
        }

        /** How many bytes of the answer's body went out. */
        public long sent() {
            return sent.get();
        }

        /** Waits until the other side closes the connection; fails if it has not within ten seconds. */
        public long awaitClosed() {
            try {
                if (!closed.await(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("the connection of " + path + " is still open");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
            return closedNanos;
        }

        /** Whether the other side has closed the connection. */
        public boolean isClosed() {
            return closed.getCount() == 0;
        }

        private void markClosed(long nanos) {
            closedNanos = nanos;
            closed.countDown();
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Thread.ofVirtual().start(() -> new Connection(socket).run());
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError("a socket could not be closed", e);
        }
    }

    /** One connection: this thread reads requests and notices the end, another one answers. */
    private final class Connection {
        private final Socket socket;
        private final BlockingQueue<Received> questions = new LinkedBlockingQueue<>();
        private final List<Received> asked = new ArrayList<>();

        Connection(Socket socket) {
            this.socket = socket;
        }

        void run() {
            Thread answering = Thread.ofVirtual().start(this::answer);
            try {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (true) {
                    Received request = read(in, socket);
                    asked.add(request);
                    questions.add(request);
                }
            } catch (IOException e) {
                long now = System.nanoTime();
                asked.forEach(request -> request.markClosed(now));
                answering.interrupt();
            } finally {
                open.remove(socket);
                closeQuietly(socket);
            }
        }

        private void answer() {
            try {
                while (true) {
                    Received request = questions.take();
                    String lane = request.path().split("/", 3)[1];
                    if (!play(lane(lane).next(request), request)) {
                        return;
                    }
                }
            } catch (IOException | InterruptedException e) {
                closeQuietly(socket);
            }
        }

        /** False once the connection is of no more use. */
        private boolean play(Script script, Received request) throws IOException, InterruptedException {
            OutputStream out = socket.getOutputStream();
            byte[] head = script.headBytes();
            if (head != null) {
                out.write(head);
            }
            for (Script.Step step : script.steps()) {
                if (!play(step, script.framing(), request, out)) {
                    return false;
                }
            }
            switch (script.framing()) {
                case LENGTH -> {}
                case CHUNKED -> out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                case UNTIL_CLOSE -> closeQuietly(socket);
            }
            return script.framing() != Script.Framing.UNTIL_CLOSE;
        }

        private boolean play(Script.Step step, Script.Framing framing, Received request, OutputStream out)
                throws IOException, InterruptedException {
            switch (step) {
                case Script.Step.Body(byte[] bytes) -> send(bytes, framing, request, out);
                case Script.Step.Raw(byte[] bytes) -> out.write(bytes);
                case Script.Step.Wait(CountDownLatch latch) -> latch.await();
                case Script.Step.Pause(Duration time) -> Thread.sleep(time);
                case Script.Step.Endless(byte[] bytes) -> {
                    while (closing.getCount() > 0) {
                        send(bytes, framing, request, out);
                    }
                }
                case Script.Step.Stall() -> closing.await();
                case Script.Step.Reset() -> {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                    closeQuietly(socket);
                    return false;
                }
                case Script.Step.HalfClose() -> {
                    socket.shutdownOutput();
                    closing.await();
                }
                case Script.Step.Close() -> {
                    closeQuietly(socket);
                    return false;
                }
            }
            return true;
        }

        private void send(byte[] bytes, Script.Framing framing, Received request, OutputStream out) throws IOException {
            if (framing == Script.Framing.CHUNKED) {
                ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
                chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                chunk.writeBytes(bytes);
                chunk.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
                out.write(chunk.toByteArray());
            } else {
                out.write(bytes);
            }
            request.sent.addAndGet(bytes.length);
        }
    }

    private static Received read(InputStream in, Socket socket) throws IOException {
        String[] start = line(in).split(" ");
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String before = headers.put(name, line.substring(colon + 1).strip());
            if (before != null) {
                throw new IOException("the header " + name + " came twice");
            }
        }
        return new Received(start[0], start[1], headers, body(headers, in), socket);
    }

    private static byte[] body(Map<String, String> headers, InputStream in) throws IOException {
        if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")), in);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.writeBytes(exactly(size, in));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static byte[] exactly(int length, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended inside a request");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
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
