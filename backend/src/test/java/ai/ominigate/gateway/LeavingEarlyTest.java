package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who leave before any provider has their request: nothing is sent for them, and they pay nothing. */
class LeavingEarlyTest {
    private static final TokenCounts USED = TokenCounts.of(12, 3);

    private HandshakeDouble provider;
    private GatewayFixture gateway;
    private Customer customer;

    @BeforeEach
    void start() throws IOException {
        provider = new HandshakeDouble();
        Map<String, Object> settings = new LinkedHashMap<>(Map.of(
                "ominigate.relay.connect-timeout", "60s",
                "ominigate.routing.back-off", "2s"));
        for (String policy : new String[] {"close-and-estimate", "drain-to-usage"}) {
            Upstreams.addProvider(settings, "at-" + policy, provider.baseUrl(), "openai", policy);
            Upstreams.addModel(settings, "model-of-" + policy, "at-" + policy);
        }
        gateway = GatewayFixture.start(settings);
        customer = gateway.customer("25.00");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close-and-estimate", "drain-to-usage"})
    void whoLeavesWhileTheProviderIsConnectedToEndsThat(String policy) throws Exception {
        try (WireClient client = WireClient.to(gateway.url()).send(call("model-of-" + policy))) {
            Socket shaking = provider.accept();

            client.close();

            provider.awaitClosed(shaking);
        }
        assertNothingWasUsed();
    }

    @Test
    void whoLeavesBetweenTwoTriesToConnectEndsTheCall() throws Exception {
        try (WireClient client = WireClient.to(gateway.url()).send(call("model-of-close-and-estimate"))) {
            Socket shaking = provider.accept();
            shaking.shutdownOutput();
            provider.awaitClosed(shaking);

            client.leaveNoticed();
        }

        assertNothingWasUsed();
        assertThat(provider.isConnectedTo()).isFalse();
    }

    @Test
    void whatIsReadForItsUsageAloneIsNotSentTwice() throws Exception {
        Upstreams upstreams = gateway.upstreams();
        CountDownLatch left = new CountDownLatch(1);
        upstreams
                .drainedLane()
                .then(
                        Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))),
                        Script.silence().waitFor(left).reset())
                .always(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        try (WireClient client = WireClient.to(gateway.url())) {
            assertThat(client.send(call(upstreams.drainedModel())).answer().status())
                    .isEqualTo(200);
            client.send(call(upstreams.drainedModel()));
            Await.until(
                    "the second request",
                    () -> upstreams.drainedLane().received().size() == 2);

            client.leaveNoticed();
        }
        left.countDown();

        assertThat(customer.usage(2).getLast().end()).isEqualTo(EndReason.CLIENT_LEFT);
        assertThat(upstreams.drainedLane().received()).hasSize(2);
        customer.assertPaid(Money.costNanos(USED));
    }

    private void assertNothingWasUsed() {
        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(EndReason.CLIENT_LEFT);
        assertThat(row.tokens()).isEqualTo(TokenCounts.ZERO);
        customer.assertPaid(0);
    }

    private String call(String model) {
        return WireClient.post(
                "/v1/chat/completions",
                customer.secret(),
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    /** A provider with TLS that takes connections and never answers the handshake. */
    private static final class HandshakeDouble implements AutoCloseable {
        private static final int TIMEOUT_MILLIS = 20_000;

        private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

        HandshakeDouble() throws IOException {}

        String baseUrl() {
            return "https://127.0.0.1:" + server.getLocalPort() + "/v1";
        }

        Socket accept() throws IOException {
            server.setSoTimeout(TIMEOUT_MILLIS);
            Socket socket = server.accept();
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        }

        /** Reads the greeting, and then the end; fails if the other side does not close. */
        void awaitClosed(Socket socket) throws IOException {
            try (socket) {
                InputStream in = socket.getInputStream();
                while (in.read() >= 0) {
                    // The gateway's part of a handshake.
                }
            }
        }

        /** Whether one more connection has come. */
        boolean isConnectedTo() throws IOException {
            server.setSoTimeout(1);
            try (Socket another = server.accept()) {
                return another.isConnected();
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
