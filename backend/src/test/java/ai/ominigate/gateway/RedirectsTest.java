package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that points elsewhere is not followed: the prompt and our credential go nowhere else. */
@CallsTheGateway
class RedirectsTest {
    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
    void aRedirectIsAnErrorOfTheUpstream(int status) throws IOException {
        UpstreamDouble.Lane lane = upstreams.lane(Dialect.OPENAI);
        UpstreamDouble.Lane elsewhere = upstreams.spare();
        lane.always(Script.status(status)
                .header("location", upstreams.upstream().baseUrl("spare-" + upstreams.number()) + "/chat/completions")
                .body(status == 304 ? "" : OpenAiAnswers.error("go there", "moved", null)));

        WireClient.Answer answer = call(upstreams.model(Dialect.OPENAI));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(Json.read(answer.body()).at("/error/code").asText()).isEqualTo("upstream_error");
        assertThat(answer.body()).contains("redirect (status " + status + "), which is not followed");
        assertThat(answer.headers()).doesNotContainKey("location");
        assertThat(lane.received()).as("asked once").hasSize(1);
        assertThat(elsewhere.received()).isEmpty();
        assertThat(customer.onlyUsage().end()).isEqualTo(EndReason.UPSTREAM_ERROR);
        customer.assertPaid(0);
    }

    @Test
    void anotherUpstreamServesWhatARedirectDidNot() throws IOException {
        upstreams.lane(Dialect.OPENAI).always(Script.status(302).header("location", "http://127.0.0.1:1/"));
        upstreams.spare().then(Script.json(200, OpenAiAnswers.text("from the spare", OpenAiAnswers.usage(0, 0))));

        assertThat(call(upstreams.modelWithSpare(Dialect.OPENAI)).body()).contains("from the spare");
    }

    private WireClient.Answer call(String model) throws IOException {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(WireClient.post("/v1/chat/completions", customer.secret(), body))
                    .answer();
        }
    }
}
