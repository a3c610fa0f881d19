package ai.ominigate.installer;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Callers that call again and again, half of them streaming, each call by a connection of its own, and remember what became
 * of each. They read bytes, so that nothing between repeats a call or hides how it ended.
 */
final class Callers implements AutoCloseable {

    static final int CALLERS = 8;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final Duration LOAD = Duration.ofMinutes(2);
    private static final Pattern REQUEST_ID = Pattern.compile("(?im)^x-request-id: *(\\S+)");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

    private final InetSocketAddress server;
    private final String key;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> whole = ConcurrentHashMap.newKeySet();
    private final Queue<Failed> failed = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();

    private Callers(int port, String key) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.key = key;
    }

    static Callers of(int port, String key) {
        Callers callers = new Callers(port, key);
        for (int i = 0; i < CALLERS; i++) {
            boolean streams = i % 2 == 0;
            callers.threads.add(Thread.ofVirtual().start(() -> callers.callUntilStopped(streams)));
        }
        return callers;
    }

    /** The ids of the calls whose whole answer arrived. */
    Set<String> whole() {
        return whole;
    }

    /**
     * Waits until so many more calls are whole than are now.
     *
     * @return how many are whole then
     */
    int awaitMore(int calls) {
        int wanted = whole.size() + calls;
        long deadline = System.nanoTime() + LOAD.toNanos();
        while (whole.size() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("of %d calls, %d were whole after %s; %d failed"
                        .formatted(wanted, whole.size(), LOAD, failed.size()));
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return whole.size();
    }

    /**
     * A call that was taken and not answered whole.
     *
     * @param began by {@link System#nanoTime}
     * @param what came instead
     */
    record Failed(long began, String what) {}

    /** Calls that failed. */
    List<Failed> failed() {
        return List.copyOf(failed);
    }

    /** How calls that were not taken were refused: no connection, or an answer that says to come back. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    /** Lets every call that is under way end, and begins no more. */
    @Override
    public void close() throws InterruptedException {
        stop.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void callUntilStopped(boolean streams) {
        while (stop.getCount() > 0) {
            long began = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                try {
                    socket.connect(server, PATIENCE_MILLIS);
                } catch (ConnectException e) {
                    refused.add("no connection");
                    Thread.sleep(5);
                    continue;
                }
                note(began, call(socket, streams));
            } catch (IOException e) {
                failed.add(new Failed(began, e.toString()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String call(Socket socket, boolean streams) throws IOException {
        byte[] body = """
                {"model": "demo-lorem", "max_tokens": 30, "stream": %s,
                 "messages": [{"role": "user", "content": "hello"}]}
                """.formatted(streams).getBytes(StandardCharsets.UTF_8);
        String head = """
                POST /v1/chat/completions HTTP/1.1\r
                host: localhost\r
                authorization: Bearer %s\r
                content-type: application/json\r
                content-length: %d\r
                connection: close\r
                \r
                """.formatted(key, body.length);
        socket.getOutputStream()
                .write((head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void note(long began, String answer) {
        Matcher id = REQUEST_ID.matcher(answer);
        if (answer.startsWith("HTTP/1.1 200") && isWhole(answer) && id.find()) {
            whole.add(id.group(1));
        } else if (answer.startsWith("HTTP/1.1 503")) {
            refused.add("503");
        } else {
            failed.add(new Failed(began, answer.isEmpty() ? "no answer" : answer));
        }
    }

    private static boolean isWhole(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(answer.substring(0, end + 2));
        if (length.find()) {
            int bytes = answer.substring(end + 4).getBytes(StandardCharsets.UTF_8).length;
            return bytes == Integer.parseInt(length.group(1));
        }
        return answer.endsWith("\r\n0\r\n\r\n") && answer.contains("[DONE]");
    }
}
