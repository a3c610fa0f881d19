package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens on the sockets on both sides of a call. */
@CallsTheGateway
class ConnectionsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final TokenCounts USED = TokenCounts.of(12, 3);

    /** What the contract promises, and some slack for a machine that builds something else besides. */
    private static final Duration PROMPTLY = Duration.ofMillis(200);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final UpstreamDouble.Lane lane = upstreams.lane(Dialect.OPENAI);
    private final Customer customer = gateway.customer("25.00");

    // ---- callers that leave

    private enum Leaving {
        BY_CLOSING {
            @Override
            void leave(WireClient client) throws IOException {
                client.close();
            }
        },
        BY_RESET {
            @Override
            void leave(WireClient client) throws IOException {
                client.reset();
            }
        };

        abstract void leave(WireClient client) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aCallerThatLeavesAStreamEndsItUpstream(Leaving way) throws Exception {
        lane.then(Script.stream()
                .body(String.join("", OpenAiAnswers.opening("some ", "words")))
                .stall());
        WireClient client = WireClient.to(gateway.url()).send(streamingCall());
        client.head();
        client.chunk();

        long left = System.nanoTime();
        way.leave(client);

        assertClosedPromptly(left);
        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(EndReason.CLIENT_LEFT);
        assertThat(row.estimated()).isTrue();
        assertThat(row.tokens().completion()).isPositive();
        customer.assertPaid(Money.costNanos(row.tokens()));
    }

    @Test
    void aCallerThatLeavesBeforeTheFirstByteEndsTheCallUpstream() throws Exception {
        lane.then(Script.silence().stall());
        WireClient client = WireClient.to(gateway.url()).send(call());
        lane.only();

        long left = System.nanoTime();
        client.close();

        assertClosedPromptly(left);
        assertThat(customer.onlyUsage().end()).isEqualTo(EndReason.CLIENT_LEFT);
    }

    @Test
    void aCallerThatLeavesAnEndlessStreamThatItNeverReadEndsItUpstream() throws Exception {
        lane.then(Script.stream().endless(OpenAiAnswers.textChunk("more and more ")));
        WireClient client = WireClient.to(gateway.url(), 4_096).send(streamingCall());
        client.head();
        Await.until("the upstream has sent something", () -> lane.only().sent() > 100_000);

        client.close();

        lane.only().awaitClosed();
        assertThat(customer.onlyUsage().end()).isEqualTo(EndReason.CLIENT_LEFT);
    }

    private void assertClosedPromptly(long left) {
        Duration taken = Duration.ofNanos(lane.only().awaitClosed() - left);
        assertThat(taken).isLessThan(PROMPTLY);
    }

    // ---- slow ones

    @Test
    void aCallerThatDoesNotReadHoldsBackItsUpstream() throws Exception {
        lane.then(Script.stream().endless(OpenAiAnswers.textChunk("more and more ")));
        try (WireClient client = WireClient.to(gateway.url(), 4_096).send(streamingCall())) {
            client.head();
            long stuck = Await.value("the upstream is held back", new Stuck(lane.only())::at, at -> at > 0);

            // Socket buffers of four sockets and the gateway's own bound, but nowhere near what an unread stream could
            // be.
            assertThat(stuck).isLessThan(16 << 20);
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.chunk()).isNotEmpty();
            }
        }
    }

    /** Looks whether the number of bytes sent has stopped growing. */
    private static final class Stuck {
        private static final int LOOKS = 100;

        private final UpstreamDouble.Received request;
        private long seen;
        private int unchanged;

        Stuck(UpstreamDouble.Received request) {
            this.request = request;
        }

        /** The number once it has not changed for a while; before that 0. */
        long at() {
            long now = request.sent();
            unchanged = now == seen ? unchanged + 1 : 0;
            seen = now;
            return unchanged > LOOKS ? seen : 0;
        }
    }

    @Test
    void aCallMayArriveByteByByte() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            for (char letter : call().toCharArray()) {
                client.send(String.valueOf(letter));
            }

            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(Json.read(lane.only().body()).at("/messages/0/content").asText())
                .isEqualTo("hello");
    }

    @Test
    void aCallMayArriveInChunks() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        String body = body(false);
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nHost: gateway\r\nx-api-key: " + customer.secret()
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("a\r\n" + body.substring(0, 10) + "\r\n");
            client.send(Integer.toHexString(body.length() - 10) + "\r\n" + body.substring(10) + "\r\n0\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(lane.only().header("content-length")).isNotNull();
    }

    @Test
    void aCallOfFiveMegabytesArrivesWhole() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        String large = "x".repeat(5 << 20);
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(WireClient.post(CHAT, customer.secret(), body(false).replace("hello", large)));

            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(Json.read(lane.only().body()).at("/messages/0/content").asText())
                .hasSize(5 << 20);
    }

    @Test
    void silenceIsFilledWithComments() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> events = OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "at last");
        Script script = Script.stream().body(events.getFirst()).waitFor(goOn);
        for (String event : events.subList(1, events.size())) {
            script = script.body(event);
        }
        lane.then(script);
        try (WireClient client = WireClient.to(gateway.url()).send(streamingCall())) {
            client.head();
            String seen = "";
            while (!seen.contains(":") || seen.lines().noneMatch(line -> line.startsWith(":"))) {
                seen += new String(client.chunk(), StandardCharsets.UTF_8);
            }
            goOn.countDown();

            StringBuilder rest = new StringBuilder();
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                rest.append(new String(chunk, StandardCharsets.UTF_8));
            }
            assertThat(rest).contains("at last").endsWith("data: [DONE]\n\n");
        }
    }

    // ---- one connection, many calls

    @Test
    void callsAndOtherRequestsTakeTurnsOnOneConnection() throws Exception {
        lane.always(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(call()).answer().body()).contains("\"ok\"");
                assertThat(client.send(WireClient.get("/health")).answer().status())
                        .isEqualTo(200);
            }
        }
        customer.usage(3);
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        lane.then(
                Script.json(200, OpenAiAnswers.text("first", OpenAiAnswers.usage(12, 3))),
                Script.json(200, OpenAiAnswers.text("second", OpenAiAnswers.usage(12, 3))),
                Script.json(200, OpenAiAnswers.text("third", OpenAiAnswers.usage(12, 3))));
        String health = WireClient.get("/health");
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(call() + health + call() + call() + health + health);

            assertThat(client.answer().body()).contains("\"first\"");
            assertThat(client.answer().body()).contains("UP");
            assertThat(client.answer().body()).contains("\"second\"");
            assertThat(client.answer().body()).contains("\"third\"");
            assertThat(client.answer().body()).contains("UP");
            assertThat(client.answer().body()).contains("UP");
        }
    }

    @Test
    void aRefusedCallLeavesTheConnectionUsable() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            assertThat(client.send(WireClient.post(CHAT, "og-unknown", body(false)))
                            .answer()
                            .status())
                    .isEqualTo(401);
            assertThat(client.send(WireClient.post(CHAT, customer.secret(), "{"))
                            .answer()
                            .status())
                    .isEqualTo(400);
            assertThat(client.send(call()).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aStreamLeavesTheConnectionUsable() throws Exception {
        lane.then(Script.events(OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "one")));
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            assertThat(client.send(streamingCall()).answer().body()).endsWith("data: [DONE]\n\n");
            assertThat(client.send(call()).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void connectionCloseIsHonoured() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(call().replaceFirst("\r\n", "\r\nConnection: close\r\n"));

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void anUpgradeToHttp2IsNotTaken() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        String upgrade = """
            \r
            Connection: Upgrade, HTTP2-Settings\r
            Upgrade: h2c\r
            HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r
            """;
        try (WireClient client = WireClient.to(gateway.url())) {
            for (String request : List.of(call(), WireClient.get("/health"))) {
                WireClient.Answer answer =
                        client.send(request.replaceFirst("\r\n", upgrade)).answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("upgrade")).isNull();
            }
        }
    }

    @Test
    void whoeverSpeaksHttp2FromTheStartIsTurnedAway() throws Exception {
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

            assertThat(client.answer().status()).isBetween(400, 505);
        }
    }

    @Test
    void http10IsServedWithoutChunks() throws Exception {
        lane.then(Script.events(OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "one")));
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(streamingCall().replaceFirst("HTTP/1.1", "HTTP/1.0"));

            WireClient.Answer answer = client.answer();
            assertThat(answer.header("transfer-encoding")).isNull();
            assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void expectContinueIsAnsweredBeforeTheBody() throws Exception {
        lane.then(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        String body = body(false);
        String expecting = "\r\nExpect: 100-continue\r\n";
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(WireClient.head(CHAT, customer.secret(), body).replaceFirst("\r\n", expecting));
            assertThat(client.head().status()).isEqualTo(100);
            assertThat(client.send(body).answer().status()).isEqualTo(200);
        }
        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(WireClient.head(CHAT, "og-unknown", body).replaceFirst("\r\n", expecting));
            assertThat(client.head().status()).isEqualTo(401);
        }
    }

    // ---- connections to upstreams

    @Test
    void connectionsToUpstreamsAreUsedAgain() throws Exception {
        lane.always(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(call()).answer().status()).isEqualTo(200);
            }
        }
        assertThat(lane.received().stream()
                        .map(UpstreamDouble.Received::connection)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aRestedConnectionThatDiedIsReplacedUnnoticed() throws Exception {
        lane.always(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(call()).answer().status()).isEqualTo(200);
                lane.dropConnections();
            }
        }
        assertThat(customer.usage(5)).allSatisfy(row -> assertThat(row.tokens()).isEqualTo(USED));
    }

    @Test
    void aConnectionThatDiesAsItIsUsedAgainIsReplacedOnce() throws Exception {
        lane.then(
                Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))),
                Script.silence().reset(),
                Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            assertThat(client.send(call()).answer().status()).isEqualTo(200);
            assertThat(client.send(call()).answer().status()).isEqualTo(200);
        }
        assertThat(customer.usage(2)).allSatisfy(row -> assertThat(row.tokens()).isEqualTo(USED));
    }

    private String call() {
        return WireClient.post(CHAT, customer.secret(), body(false));
    }

    private String streamingCall() {
        return WireClient.post(CHAT, customer.secret(), body(true));
    }

    private String body(boolean stream) {
        return "{\"model\":\"" + upstreams.model(Dialect.OPENAI) + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }
}
