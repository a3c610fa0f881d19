package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Callers that keep connections without using them: each has a bound, and none of them holds off others. */
@CallsTheGateway
class SlowCallersTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final int MANY = 300;

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");

    @Test
    void headersThatTrickleAreCutOffWhileOthersAreServed() throws Exception {
        List<WireClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                slow.add(WireClient.to(gateway.url()).send("POST " + CHAT + " HTTP/1.1\r\nHost: gateway\r\n"));
            }
            serve();
            // More of the head, and never its end: what counts is when it began.
            for (WireClient client : slow) {
                client.send("X-A: b\r\n");
            }
            for (WireClient client : slow) {
                assertThat(client.untilClosed())
                        .contains("408")
                        .contains("headers of this request did not arrive in time");
            }
            serve();
        } finally {
            close(slow);
        }
    }

    @Test
    void aBodyThatTricklesIsCutOff() throws Exception {
        WireClient client = WireClient.to(gateway.url());
        try (client) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + customer.secret()
                    + "\r\nContent-Length: 1000000\r\n\r\n");
            long began = System.nanoTime();
            Thread trickle = Thread.ofVirtual().start(() -> trickle(client));

            String answer = client.untilClosed();

            trickle.interrupt();
            assertThat(answer).contains("408").contains("body of this request did not arrive in time");
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                    .isLessThan(20);
        }
        customer.assertPaid(0);
    }

    private static void trickle(WireClient client) {
        try {
            while (true) {
                client.send(" ");
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // Cut off, or told that it was.
        }
    }

    @Test
    void connectionsWithoutARequestHoldNobodyOff() throws Exception {
        List<WireClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                idle.add(WireClient.to(gateway.url()));
            }
            serve();
        } finally {
            close(idle);
        }
    }

    private void serve() throws IOException {
        upstreams.lane(Dialect.OPENAI).then(Script.json(200, OpenAiAnswers.text("served", OpenAiAnswers.usage(0, 0))));
        try (WireClient client = WireClient.to(gateway.url())) {
            String body = "{\"model\":\"" + upstreams.model(Dialect.OPENAI)
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
            assertThat(client.send(WireClient.post(CHAT, customer.secret(), body))
                            .answer()
                            .body())
                    .contains("served");
        }
    }

    private static void close(List<WireClient> clients) throws IOException {
        for (WireClient client : clients) {
            client.close();
        }
    }
}
