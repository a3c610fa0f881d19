package ai.ominigate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.FreePort;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {

    private static final Duration NO_TIME = Duration.ZERO;

    @Test
    void everyCallThatIsDueIsMadeAndCounted() {
        try (ModelDouble model = new ModelDouble()) {
            Measured measured = LoadGenerator.run(
                    Target.local(model.port()), "key", new Load.Open(200, false, NO_TIME, Duration.ofSeconds(1)));

            assertThat(measured.calls()).isEqualTo(200);
            assertThat(measured.failed()).isZero();
        }
    }

    @Test
    void callsOfTheWarmUpDoNotCount() {
        try (ModelDouble model = new ModelDouble()) {
            Duration second = Duration.ofSeconds(1);
            Measured measured =
                    LoadGenerator.run(Target.local(model.port()), "key", new Load.Open(100, false, second, second));

            assertThat(measured.calls()).isEqualTo(100);
        }
    }

    /** A generator that waits for an answer before it makes the next call would see one slow call here. */
    @Test
    void aStallCountsInEveryCallThatWasDueMeanwhile() throws IOException {
        AtomicBoolean stalled = new AtomicBoolean();
        HttpServer server = server(exchange -> {
            if (stalled.compareAndSet(false, true)) {
                hold(Duration.ofMillis(800));
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        try {
            Measured measured = LoadGenerator.run(
                    Target.local(server.getAddress().getPort()),
                    "key",
                    new Load.Open(100, false, NO_TIME, Duration.ofSeconds(1)));

            long slow = measured.calls() - measured.latency().getCountBetweenValues(0, millis(400));
            assertThat(slow).as("calls that took 0.4 s or more").isGreaterThanOrEqualTo(39);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void errorsAreFailures() throws IOException {
        HttpServer server = server(exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        try {
            Measured measured = LoadGenerator.run(
                    Target.local(server.getAddress().getPort()),
                    "key",
                    new Load.Open(50, false, NO_TIME, Duration.ofSeconds(1)));

            assertThat(measured.failed()).isEqualTo(measured.calls()).isEqualTo(50);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aTargetThatIsNotThereFailsEveryCall() {
        Measured measured = LoadGenerator.run(
                Target.local(FreePort.any()), "key", new Load.Open(20, false, NO_TIME, Duration.ofSeconds(1)));

        assertThat(measured.failed()).isEqualTo(20);
    }

    @Test
    void theFirstByteOfAStreamComesBeforeItsEnd() {
        try (ModelDouble model = new ModelDouble()) {
            Measured measured = LoadGenerator.run(
                    Target.local(model.port()), "key", new Load.Open(10, true, NO_TIME, Duration.ofSeconds(1)));

            assertThat(measured.calls()).isEqualTo(10);
            assertThat(measured.failed()).isZero();
            assertThat(measured.latency().getMinValue())
                    .as("20 events with a pause between them")
                    .isGreaterThan(millis(19 * 4));
            assertThat(measured.firstByte().getMinValue())
                    .isLessThan(measured.latency().getMinValue());
        }
    }

    @Test
    void allConnectionsAreKeptBusyForTheMost() {
        try (ModelDouble model = new ModelDouble()) {
            Measured measured = LoadGenerator.run(
                    Target.local(model.port()), "key", new Load.Closed(8, NO_TIME, Duration.ofSeconds(1)));

            assertThat(measured.failed()).isZero();
            assertThat(measured.calls()).as("at least one on each connection").isGreaterThanOrEqualTo(8);
            assertThat(measured.perSecond()).isEqualTo(measured.calls());
        }
    }

    @Test
    void heldStreamsSayAnEventEachTimeItIsDueUntilAllIsMeasured() {
        Duration second = Duration.ofSeconds(1);
        try (ModelDouble model = new ModelDouble()) {
            Measured measured = LoadGenerator.run(
                    Target.local(model.port()), "key", new Load.Held(10, Duration.ofMillis(100), second, second));

            assertThat(measured.failed()).isZero();
            assertThat(measured.events()).as("of 10 streams with 10 a second").isBetween(50L, 110L);
        }
    }

    @Test
    void silentStreamsStayOpenAndSayNoMore() {
        Duration second = Duration.ofSeconds(1);
        try (ModelDouble model = new ModelDouble()) {
            Measured measured = LoadGenerator.run(
                    Target.local(model.port()), "key", new Load.Held(20, Duration.ZERO, second, second));

            assertThat(measured.failed()).isZero();
            assertThat(measured.events()).isZero();
        }
    }

    @Test
    void streamsThatCannotBeHeldAreFailures() {
        Measured measured = LoadGenerator.run(
                Target.local(FreePort.any()), "key", new Load.Held(5, Duration.ZERO, NO_TIME, Duration.ofSeconds(1)));

        assertThat(measured.failed()).isEqualTo(5);
    }

    @Test
    void ordersAndResultsSurviveTheWayBetweenProcesses() {
        LoadOrder order =
                new LoadOrder(Target.local(8080), "og-key", new Load.Open(500, true, NO_TIME, Duration.ofSeconds(4)));
        assertThat(LoadOrder.fromLine(order.toLine())).isEqualTo(order);

        LoadOrder held = new LoadOrder(
                Target.local(8080),
                "og-key",
                new Load.Held(250, Duration.ofMillis(50), NO_TIME, Duration.ofSeconds(4)));
        assertThat(LoadOrder.fromLine(held.toLine())).isEqualTo(held);

        Measured measured = new Measured(Measured.histogram(), Measured.histogram(), 3, 5, 4.0);
        measured.latency().recordValue(millis(7));
        assertThat(Measured.fromLine(measured.toLine())).isEqualTo(measured);
    }

    private static HttpServer server(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.createContext("/", handler);
        server.setExecutor(
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory()));
        server.start();
        return server;
    }

    /** Nobody opens this latch: the server is to do nothing for that long. */
    private static void hold(Duration time) {
        try {
            new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
