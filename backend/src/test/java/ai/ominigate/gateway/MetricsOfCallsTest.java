package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an operator sees of calls at {@code /prometheus}. */
@CallsTheGateway
class MetricsOfCallsTest {
    private static final TokenCounts USED = TokenCounts.of(120, 30);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreamsOfItsOwn();
    private final Customer customer = gateway.customer("25.00");

    @Test
    void aCallMovesTheMetersOfItsModelAndUpstream() throws Exception {
        upstreams.lane(Dialect.OPENAI).then(new DialectAnswers(Dialect.OPENAI).text("Hello.", USED));
        upstreams.lane(Dialect.OPENAI).then(new DialectAnswers(Dialect.OPENAI).stream(USED, "one ", "two"));

        call(false);
        call(true);

        String model = "model=\"" + upstreams.model(Dialect.OPENAI) + "\"";
        String provider = "provider=\"" + upstreams.provider(Dialect.OPENAI) + "\"";
        String metrics = Await.value(
                "both calls are counted",
                this::metrics,
                text -> has(
                        text, "ominigate_calls_total", " 2\\.0", "end=\"done\"", model, provider, "status=\"2xx\""));
        assertHas(metrics, "ominigate_tokens_total", " 240\\.0", "class=\"input\"", model, provider);
        assertHas(metrics, "ominigate_tokens_total", " 60\\.0", "class=\"output\"", model, provider);
        assertHas(metrics, "ominigate_cost_usd_total", " 0\\.0012", model, provider);
        assertHas(metrics, "ominigate_attempts_total", " 2\\.0", model, provider);
        String genAi = "gen_ai_provider_name=\"" + upstreams.provider(Dialect.OPENAI) + "\"";
        String genAiModel = "gen_ai_request_model=\"" + upstreams.model(Dialect.OPENAI) + "\"";
        assertHas(metrics, "gen_ai_server_request_duration_seconds_bucket", " 2", genAi, genAiModel, "le=\"+Inf\"");
        assertHas(metrics, "gen_ai_server_time_to_first_token_seconds_bucket", " 1", genAi, genAiModel, "le=\"+Inf\"");
        assertHas(metrics, "ominigate_breaker_state", " 0\\.0", "model=\"upstream-model\"", provider);
    }

    @Test
    void theGatewaysOwnWorkIsMeasured() throws Exception {
        upstreams.lane(Dialect.OPENAI).then(new DialectAnswers(Dialect.OPENAI).text("Hello.", USED));
        call(false);

        String some = " [0-9.E-]*[1-9][0-9.E-]*";
        String metrics = Await.value(
                "the call is measured",
                this::metrics,
                text -> has(text, "ominigate_overhead_seconds_count", some, "stream=\"false\""));
        assertHas(metrics, "ominigate_overhead_seconds_bucket", " [0-9.]+", "stream=\"false\"", "le=\"5.0E-5\"");
        assertHas(metrics, "ominigate_journal_sync_seconds_count", some);
        assertHas(metrics, "ominigate_journal_sync_seconds_bucket", some, "le=\"+Inf\"");
        assertHas(metrics, "ominigate_journal_depth", " [0-9.]+");
        assertHas(metrics, "ominigate_wallet_slices_open", some);
        assertHas(metrics, "ominigate_wallet_leased_dollars", some);
    }

    private void call(boolean stream) throws IOException {
        String body = "{\"model\":\"" + upstreams.model(Dialect.OPENAI) + "\",\"stream\":" + stream
                + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        try (WireClient client = WireClient.to(gateway.url())) {
            assertThat(client.send(WireClient.post("/v1/chat/completions", customer.secret(), body))
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    private String metrics() throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(WireClient.get("/prometheus")).answer().body();
        }
    }

    private static void assertHas(String metrics, String name, String value, String... labels) {
        assertThat(has(metrics, name, value, labels))
                .as("%s with %s and the value%s in:%n%s", name, String.join(", ", labels), value, named(metrics, name))
                .isTrue();
    }

    /** Whether there is such a line, with these labels among others, whatever their order. */
    private static boolean has(String metrics, String name, String value, String... labels) {
        Pattern valued = Pattern.compile(".*" + value);
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> valued.matcher(line).matches())
                .anyMatch(line -> {
                    for (String label : labels) {
                        if (!line.contains(label)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static String named(String metrics, String name) {
        return String.join(
                "\n", metrics.lines().filter(line -> line.startsWith(name)).toList());
    }
}
