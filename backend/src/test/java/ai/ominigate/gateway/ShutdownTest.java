package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A stop that was asked for in order. */
class ShutdownTest {
    private static final TokenCounts USED = TokenCounts.of(12, 3);

    @Test
    void anOpenStreamIsServedToItsEndAndStored() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Upstreams upstreams = gateway.upstreams();
            Customer customer = gateway.customer("25.00");
            // Calls of its own, which are let in as long as the stop has not begun.
            Customer prober = gateway.customer("25.00");
            CountDownLatch goOn = new CountDownLatch(1);
            List<String> events = OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "one ", "two");
            upstreams.lane(Dialect.OPENAI).then(interrupted(events, goOn));

            CallerView seen;
            Thread stopping;
            try (WireClient client = WireClient.to(gateway.url())) {
                client.send(call(upstreams, customer)).head();
                String first = new String(client.chunk(), StandardCharsets.UTF_8);

                stopping = Thread.ofPlatform().start(gateway::stop);
                Await.until("new calls are turned away", () -> isTurnedAway(gateway, upstreams, prober));
                assertThat(stopping.isAlive())
                        .as("it waits for the open stream")
                        .isTrue();
                goOn.countDown();

                StringBuilder rest = new StringBuilder(first);
                for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                    rest.append(new String(chunk, StandardCharsets.UTF_8));
                }
                seen = CallerView.of(
                        new WireClient.Answer(200, Map.of("content-type", "text/event-stream"), rest.toString()));
            }
            stopping.join();

            assertThat(seen.text()).isEqualTo("one two");
            assertThat(seen.whole()).isTrue();
            assertThat(gateway.usage(customer.account())).singleElement().satisfies(row -> {
                assertThat(row.end()).isEqualTo(EndReason.DONE);
                assertThat(row.tokens()).isEqualTo(USED);
            });
        }
    }

    private static Script interrupted(List<String> events, CountDownLatch goOn) {
        Script script = Script.stream().body(events.get(0)).body(events.get(1)).waitFor(goOn);
        for (String event : events.subList(2, events.size())) {
            script = script.body(event);
        }
        return script;
    }

    private static boolean isTurnedAway(GatewayFixture gateway, Upstreams upstreams, Customer customer) {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(call(upstreams, customer)).answer().status() == 503;
        } catch (IOException e) {
            return true; // nobody listens any more
        }
    }

    private static String call(Upstreams upstreams, Customer customer) {
        String body = "{\"model\":\"" + upstreams.model(Dialect.OPENAI)
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        return WireClient.post("/v1/chat/completions", customer.secret(), body);
    }
}
