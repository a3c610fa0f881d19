package ai.ominigate.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TraceExportTest {

    @Test
    void spansReachTheCollectorByTheEndOfTheProcessAtTheLatest() throws Exception {
        LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpServer collector = collector(received);
        OpenTelemetrySdk sdk = new TraceExport()
                .openTelemetry("http://127.0.0.1:" + collector.getAddress().getPort());

        new CallObserver(Reports.catalogue(), new SimpleMeterRegistry(), sdk)
                .started(null)
                .ended(Reports.broken());
        sdk.close();

        assertThat(received.poll(20, TimeUnit.SECONDS))
                .startsWith("POST /v1/traces ")
                .contains("ominigate", "chat fast", "upstream_timeout");
        collector.stop(0);
    }

    private static HttpServer collector(LinkedBlockingQueue<String> received) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(body, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
