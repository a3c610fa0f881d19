package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.Dialect;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What operators see of a real call: its spans, from the caller's to the upstream's, and its metrics. */
class ObservedCallTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void eachTryAtAnUpstreamIsASpanInTheCallersTraceThatTheUpstreamHears() throws Exception {
        LinkedBlockingQueue<String> collected = new LinkedBlockingQueue<>();
        HttpServer collector = collector(collected);
        List<String> heard;
        try (GatewayFixture gateway = GatewayFixture.start(Map.of(
                "otel.exporter.otlp.endpoint",
                "http://127.0.0.1:" + collector.getAddress().getPort()))) {
            Upstreams upstreams = gateway.upstreams();
            upstreams.lane(Dialect.OPENAI).always(Script.json(500, "{}"));
            upstreams.spare().then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
            String model = upstreams.modelWithSpare(Dialect.OPENAI);

            call(gateway, model);

            heard = List.of(
                    traceparent(upstreams.lane(Dialect.OPENAI).only()),
                    traceparent(upstreams.spare().only()));
            Pattern counted = Pattern.compile("ominigate_calls_total\\{end=\"done\",model=\"" + model
                    + "\",operation=\"chat\",provider=\"spare-" + upstreams.number() + "\"[^}]*} 1");
            Await.until(
                    "the call is counted",
                    () -> counted.matcher(metrics(gateway)).find());
        } finally {
            collector.stop(0);
        }
        String spans = String.join("", collected);
        assertThat(heard).doesNotHaveDuplicates().allSatisfy(traceparent -> {
            assertThat(traceparent).startsWith("00-" + TRACE + "-");
            assertThat(spans).contains(bytes(traceparent.split("-")[2]));
        });
        assertThat(spans).contains("chat upstream-model").contains("upstream_error");
    }

    private static void call(GatewayFixture gateway, String model) throws Exception {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        String call = WireClient.post(
                "/v1/chat/completions", gateway.customer("25.00").secret(), body);
        try (WireClient client = WireClient.to(gateway.url())) {
            String traced = call.replace(
                    "Host: gateway\r\n", "Host: gateway\r\ntraceparent: 00-" + TRACE + "-00f067aa0ba902b7-01\r\n");
            assertThat(client.send(traced).answer().status()).isEqualTo(200);
        }
    }

    private static String metrics(GatewayFixture gateway) throws Exception {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(WireClient.get("/prometheus")).answer().body();
        }
    }

    private static String traceparent(UpstreamDouble.Received request) {
        String traceparent = request.header("traceparent");
        assertThat(traceparent).isNotNull();
        return String.valueOf(traceparent);
    }

    /** An id as the protocol has it: raw bytes. */
    private static String bytes(String id) {
        return new String(HexFormat.of().parseHex(id), StandardCharsets.ISO_8859_1);
    }

    private static HttpServer collector(LinkedBlockingQueue<String> collected) throws Exception {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            collected.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        return collector;
    }
}
