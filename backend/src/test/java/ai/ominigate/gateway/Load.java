package ai.ominigate.gateway;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Callers that call again and again, streaming and not, and remember exactly what they got. */
final class Load implements AutoCloseable {
    private static final int CALLERS = 12;
    private static final long PAUSE_AFTER_FAILURE_NANOS = 20_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final URI url;
    private final String secret;
    private final String model;
    private final long betweenCallsNanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> callers = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger cutShort = new AtomicInteger();
    private final Map<UUID, Integer> whole = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> refusals = new ConcurrentHashMap<>();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final AtomicLong slowestNanos = new AtomicLong();

    private Load(URI url, String secret, String model, long betweenCallsNanos) {
        this.url = url;
        this.secret = secret;
        this.model = model;
        this.betweenCallsNanos = betweenCallsNanos;
    }

    /** As many calls as it takes. */
    static Load on(URI url, String secret, String model) {
        return new Load(url, secret, model, 0).begin();
    }

    /** So many calls a second, as long as they are answered that fast. */
    static Load of(int callsPerSecond, URI url, String secret, String model) {
        return new Load(url, secret, model, CALLERS * SECOND_NANOS / callsPerSecond).begin();
    }

    private Load begin() {
        long start = System.nanoTime();
        for (int i = 0; i < CALLERS; i++) {
            long first = start + betweenCallsNanos * i / CALLERS;
            callers.add(Thread.ofVirtual().start(() -> callUntilStopped(first)));
        }
        return this;
    }

    /** How many calls were begun. */
    int begun() {
        return begun.get();
    }

    /** How many of them ended without an answer: the connection was refused or broke. */
    int cutShort() {
        return cutShort.get();
    }

    /** The calls whose whole answer arrived, by request id, with the tokens that the answer said it used. */
    Map<UUID, Integer> whole() {
        return Map.copyOf(whole);
    }

    /** How many calls got each status other than 200. */
    Map<Integer, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    /** In words, how calls ended that got no whole answer, and how many did so: what a test that fails should show. */
    Map<String, Integer> failures() {
        return Map.copyOf(failures);
    }

    /** How long the slowest answer took, whatever it was. */
    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** Lets every call that is under way end, and begins no more. */
    @Override
    public void close() throws InterruptedException {
        stop.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void callUntilStopped(long first) {
        long due = first;
        for (int i = 0; !isStopped(due); i++) {
            due += betweenCallsNanos;
            begun.incrementAndGet();
            long start = System.nanoTime();
            try (WireClient client = WireClient.to(url)) {
                remember(client.send(WireClient.post("/v1/chat/completions", secret, body(i % 2 == 0)))
                        .answer());
                slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            } catch (IOException | RuntimeException | AssertionError e) {
                cutShort.incrementAndGet();
                failures.merge(e.toString(), 1, Integer::sum);
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
            }
        }
    }

    /** Waits until the next call is due. */
    private boolean isStopped(long due) {
        try {
            return stop.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private String body(boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + (stream ? ",\"stream_options\":{\"include_usage\":true}" : "") + ",\"max_tokens\":200"
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }

    private void remember(WireClient.Answer answer) {
        if (answer.status() != 200) {
            refusals.merge(answer.status(), 1, Integer::sum);
            failures.merge(answer.status() + " " + answer.body(), 1, Integer::sum);
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
        } else if (CallerView.of(answer).whole()) {
            UUID id = UUID.fromString(Objects.requireNonNull(answer.header("x-request-id")));
            whole.put(id, completionTokens(answer.body()));
        } else {
            cutShort.incrementAndGet();
            failures.merge("broken off after: " + answer.body(), 1, Integer::sum);
        }
    }

    private static int completionTokens(String body) {
        String marker = "\"completion_tokens\":";
        int from = body.indexOf(marker) + marker.length();
        int to = from;
        while (Character.isDigit(body.charAt(to))) {
            to++;
        }
        return Integer.parseInt(body.substring(from, to));
    }
}
