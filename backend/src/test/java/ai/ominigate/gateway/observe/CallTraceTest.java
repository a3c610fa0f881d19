package ai.ominigate.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.ominigate.catalog.TokenCounts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTraceTest {
    private static final String CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final CallObserver observer = new CallObserver(Reports.catalogue(), new SimpleMeterRegistry(), sdk);

    @AfterEach
    void close() {
        sdk.close();
    }

    @Test
    void aCallIsAServerSpanInTheCallersTraceAndEachAttemptAClientSpanBelowIt() {
        CallTrace trace = observer.started(CALLERS);
        CallTrace.Attempt first = trace.attempt("chat", "acme", "acme-fast-1");
        String toFirst = first.traceparent();
        first.ended(503, null);
        CallTrace.Attempt second = trace.attempt("chat", "acme", "acme-fast-1");
        second.ended(200, null);
        trace.ended(Reports.streamed(TokenCounts.of(10, 5)));

        List<SpanData> spans = exporter.getFinishedSpanItems();
        SpanData call = spans.get(2);
        assertThat(spans)
                .extracting(SpanData::getName, SpanData::getKind)
                .containsExactly(
                        tuple("chat acme-fast-1", SpanKind.CLIENT),
                        tuple("chat acme-fast-1", SpanKind.CLIENT),
                        tuple("chat fast", SpanKind.SERVER));
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736"));
        assertThat(call.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(spans.subList(0, 2))
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(call.getSpanId()));
        assertThat(toFirst)
                .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-"
                        + spans.getFirst().getSpanId() + "-01");
        assertThat(spans.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void theSpanTellsTheConventionsAttributesAndNothingElse() {
        CallTrace trace = observer.started(null);
        trace.ended(Reports.streamed(new TokenCounts(1, 2, 3, 4, 5, 6, 0, 0)));

        assertThat(attributes(exporter.getFinishedSpanItems().getFirst()))
                .isEqualTo(Map.ofEntries(
                        Map.entry("gen_ai.operation.name", "chat"),
                        Map.entry("gen_ai.request.model", "fast"),
                        Map.entry("gen_ai.provider.name", "acme"),
                        Map.entry("gen_ai.response.model", "acme-fast-1"),
                        Map.entry("gen_ai.request.stream", true),
                        Map.entry("gen_ai.response.time_to_first_chunk", 0.5),
                        Map.entry("gen_ai.usage.input_tokens", 10L),
                        Map.entry("gen_ai.usage.output_tokens", 11L),
                        Map.entry("gen_ai.usage.cache_read.input_tokens", 2L),
                        Map.entry("gen_ai.usage.cache_creation.input_tokens", 7L),
                        Map.entry("gen_ai.usage.reasoning.output_tokens", 6L),
                        Map.entry("http.response.status_code", 200L),
                        Map.entry("ominigate.request.id", "req_1"),
                        Map.entry("ominigate.cost.nano_usd", 2_500_000L),
                        Map.entry("ominigate.attempts", 1L)));
    }

    @Test
    void aModelThatTheCallerInventedIsNotTold() {
        observer.started(null).ended(Reports.refused("invented", 404, "model_not_found"));

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getName()).isEqualTo("chat");
        assertThat(attributes(span))
                .doesNotContainKey("gen_ai.request.model")
                .containsEntry("error.type", "model_not_found");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void aCallThatFailedIsAnError() {
        observer.started(null).ended(Reports.broken());

        SpanData span = exporter.getFinishedSpanItems().getFirst();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(span)).containsEntry("error.type", "upstream_timeout");
    }

    @Test
    void aMalformedTraceparentStartsATraceOfOurOwn() {
        observer.started("00-nonsense").ended(Reports.broken());

        assertThat(exporter.getFinishedSpanItems()
                        .getFirst()
                        .getParentSpanContext()
                        .isValid())
                .isFalse();
    }

    @Test
    void withoutACollectorNothingIsMade() {
        CallObserver untraced = new CallObserver(Reports.catalogue(), new SimpleMeterRegistry(), null);

        CallTrace trace = untraced.started(CALLERS);
        CallTrace.Attempt attempt = trace.attempt("chat", "acme", "acme-fast-1");
        attempt.ended(200, null);
        trace.ended(Reports.broken());

        assertThat(trace).isSameAs(untraced.started(null));
        assertThat(attempt.traceparent()).isNull();
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new HashMap<>();
        span.getAttributes().forEach((AttributeKey<?> key, Object value) -> attributes.put(key.getKey(), value));
        return attributes;
    }
}
