package ai.ominigate.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.TokenCounts;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class CallMetricsTest {
    private static final String FAST =
            "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"acme\"," + "gen_ai_request_model=\"fast\"";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CallObserver observer = new CallObserver(Reports.catalogue(), registry, null);

    @Test
    void aCallIsCountedByModelProviderOperationStatusAndEnd() {
        observer.ended(Reports.streamed(TokenCounts.of(10, 5)));
        observer.ended(Reports.streamed(TokenCounts.of(10, 5)));
        observer.ended(Reports.broken());

        assertThat(registry.scrape())
                .contains("ominigate_calls_total{end=\"done\",model=\"fast\",operation=\"chat\",provider=\"acme\","
                        + "status=\"2xx\"} 2.0")
                .contains("ominigate_calls_total{end=\"upstream_timeout\",model=\"fast\",operation=\"chat\","
                        + "provider=\"acme\",status=\"5xx\"} 1.0")
                .contains("ominigate_attempts_total{model=\"fast\",operation=\"chat\",provider=\"acme\"} 5.0");
    }

    @Test
    void tokensAreCountedByClass() {
        observer.ended(Reports.streamed(new TokenCounts(1, 2, 3, 4, 5, 6, 7, 8)));

        String labels = "model=\"fast\",operation=\"chat\",provider=\"acme\"} ";
        assertThat(registry.scrape())
                .contains("ominigate_tokens_total{class=\"input\"," + labels + "1.0")
                .contains("ominigate_tokens_total{class=\"cache_read\"," + labels + "2.0")
                .contains("ominigate_tokens_total{class=\"cache_write_5m\"," + labels + "3.0")
                .contains("ominigate_tokens_total{class=\"cache_write_1h\"," + labels + "4.0")
                .contains("ominigate_tokens_total{class=\"output\"," + labels + "5.0")
                .contains("ominigate_tokens_total{class=\"reasoning\"," + labels + "6.0")
                .contains("ominigate_tokens_total{class=\"audio_input\"," + labels + "7.0")
                .contains("ominigate_tokens_total{class=\"audio_output\"," + labels + "8.0")
                .contains("gen_ai_client_token_usage_sum{" + FAST + ",gen_ai_token_type=\"input\"} 17.0")
                .contains("gen_ai_client_token_usage_bucket{" + FAST + ",gen_ai_token_type=\"output\",le=\"64.0\"} 1");
    }

    @Test
    void costIsCountedInDollars() {
        observer.ended(Reports.streamed(TokenCounts.of(10, 5)));

        assertThat(registry.scrape())
                .contains("ominigate_cost_usd_total{model=\"fast\",operation=\"chat\",provider=\"acme\"} 0.0025");
    }

    @Test
    void timesAreHistogramsWithTheBucketsOfTheConventions() {
        observer.ended(Reports.streamed(TokenCounts.of(10, 26)));

        assertThat(registry.scrape())
                .contains("gen_ai_server_request_duration_seconds_bucket{error_type=\"\"," + FAST + ",le=\"2.56\"} 0")
                .contains("gen_ai_server_request_duration_seconds_bucket{error_type=\"\"," + FAST + ",le=\"5.12\"} 1")
                .contains("gen_ai_server_time_to_first_token_seconds_bucket{" + FAST + ",le=\"0.25\"} 0")
                .contains("gen_ai_server_time_to_first_token_seconds_bucket{" + FAST + ",le=\"0.5\"} 1")
                .contains("gen_ai_server_time_per_output_token_seconds_sum{" + FAST + "} 0.1")
                .contains("ominigate_overhead_seconds_bucket{stream=\"true\",le=\"1.0E-4\"} 0")
                .contains("ominigate_overhead_seconds_bucket{stream=\"true\",le=\"2.0E-4\"} 1");
    }

    @Test
    void aCallThatFailedSaysSoAndHasNoFirstToken() {
        observer.ended(Reports.broken());

        assertThat(registry.scrape())
                .contains(
                        "gen_ai_server_request_duration_seconds_count{error_type=\"upstream_timeout\"," + FAST + "} 1")
                .doesNotContain("time_to_first_token");
    }

    @Test
    void refusalsAreCountedByCodeAndNotTimedAsServed() {
        observer.ended(Reports.refused("fast", 402, "insufficient_balance"));
        observer.ended(Reports.refused(null, 401, "invalid_api_key"));

        assertThat(registry.scrape())
                .contains("ominigate_refusals_total{code=\"insufficient_balance\"} 1.0")
                .contains("ominigate_refusals_total{code=\"invalid_api_key\"} 1.0")
                .contains("ominigate_calls_total{end=\"refused\",model=\"fast\",operation=\"chat\",provider=\"none\","
                        + "status=\"4xx\"} 1.0")
                .contains("ominigate_calls_total{end=\"refused\",model=\"unknown\",operation=\"chat\","
                        + "provider=\"none\",status=\"4xx\"} 1.0")
                .doesNotContain("gen_ai_server_request_duration");
    }

    @Test
    void whatACallerInventsNeverBecomesALabel() {
        for (int i = 0; i < 1_000; i++) {
            observer.ended(Reports.refused("invented-" + i, 404, "model_not_found"));
            observer.ended(Reports.refused("fast", 400, "code-" + i));
        }

        assertThat(registry.scrape()).doesNotContain("invented-");
        assertThat(registry.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> id.getName().equals("ominigate.refusals")))
                .hasSizeLessThanOrEqualTo(CallMetrics.MAX_REFUSAL_CODES + 1);
    }
}
