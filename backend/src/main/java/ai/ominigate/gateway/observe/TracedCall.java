package ai.ominigate.gateway.observe;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collections;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server span for the call and a client span for each attempt, with the attributes of OpenTelemetry's GenAI conventions. */
final class TracedCall implements CallTrace {
    private static final String TRACEPARENT = "traceparent";
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    private static final AttributeKey<Boolean> STREAM = AttributeKey.booleanKey("gen_ai.request.stream");
    private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<Long> CACHE_READ = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    private static final AttributeKey<Long> CACHE_WRITE =
            AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
    private static final AttributeKey<Long> REASONING = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");
    private static final AttributeKey<Double> FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
    private static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("ominigate.request.id");
    private static final AttributeKey<Long> COST = AttributeKey.longKey("ominigate.cost.nano_usd");
    private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("ominigate.attempts");
    private static final double NANOS_PER_SECOND = 1e9;

    private final Tracer tracer;
    private final Span span;
    private final Context context;
    private final UnaryOperator<@Nullable String> modelLabel;

    private TracedCall(Tracer tracer, Span span, UnaryOperator<@Nullable String> modelLabel) {
        this.tracer = tracer;
        this.span = span;
        this.context = Context.root().with(span);
        this.modelLabel = modelLabel;
    }

    /** @param modelLabel what may be told of a model's name that the caller sent */
    static TracedCall start(Tracer tracer, @Nullable String traceparent, UnaryOperator<@Nullable String> modelLabel) {
        Context parent = traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, HeaderOnly.INSTANCE);
        Span span = tracer.spanBuilder("call")
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        return new TracedCall(tracer, span, modelLabel);
    }

    @Override
    public Attempt attempt(String operation, String provider, String upstreamModel) {
        Span attempt = tracer.spanBuilder(operation + " " + upstreamModel)
                .setParent(context)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(OPERATION, operation)
                .setAttribute(PROVIDER, provider)
                .setAttribute(REQUEST_MODEL, upstreamModel)
                .startSpan();
        return new TracedAttempt(attempt);
    }

    @Override
    public void ended(CallReport report) {
        String model = modelLabel.apply(report.model());
        span.updateName(model == null ? report.operation() : report.operation() + " " + model);
        span.setAttribute(REQUEST_ID, report.requestId());
        span.setAttribute(OPERATION, report.operation());
        span.setAttribute(REQUEST_MODEL, model);
        span.setAttribute(PROVIDER, report.provider());
        span.setAttribute(RESPONSE_MODEL, report.upstreamModel());
        span.setAttribute(STREAM, report.stream());
        span.setAttribute(HTTP_STATUS, report.httpStatus());
        span.setAttribute(ATTEMPTS, report.attempts());
        if (report.stream() && report.firstByteNanos() > 0) {
            span.setAttribute(FIRST_CHUNK, report.firstByteNanos() / NANOS_PER_SECOND);
        }
        if (report.end() != null) {
            tellUsage(report.tokens());
            span.setAttribute(COST, report.costNanos());
        }
        tellError(report);
        span.end();
    }

    private void tellUsage(TokenCounts tokens) {
        span.setAttribute(INPUT, tokens.prompt());
        span.setAttribute(OUTPUT, tokens.completion());
        span.setAttribute(CACHE_READ, tokens.cacheRead());
        span.setAttribute(CACHE_WRITE, tokens.cacheWrite5m() + tokens.cacheWrite1h());
        span.setAttribute(REASONING, tokens.reasoning());
    }

    /** A caller's own mistake is no error of this server, by the conventions for HTTP. */
    private void tellError(CallReport report) {
        String error = errorType(report);
        if (error != null) {
            span.setAttribute(ERROR_TYPE, error);
        }
        if (report.httpStatus() >= 500 || (report.end() != null && report.end().isFailure())) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    private static @Nullable String errorType(CallReport report) {
        if (report.refusal() != null) {
            return report.refusal();
        }
        return report.end() == null || report.end() == EndReason.DONE ? null : Labels.of(report.end());
    }

    /** The client span of one attempt. */
    static final class TracedAttempt implements Attempt {
        private final Span span;

        private TracedAttempt(Span span) {
            this.span = span;
        }

        @Override
        public @Nullable String traceparent() {
            String[] header = new String[1];
            W3CTraceContextPropagator.getInstance()
                    .inject(Context.root().with(span), header, (carrier, name, value) -> {
                        if (carrier != null && name.equals(TRACEPARENT)) {
                            carrier[0] = value;
                        }
                    });
            return header[0];
        }

        @Override
        public void ended(int httpStatus, @Nullable String failure) {
            if (httpStatus > 0) {
                span.setAttribute(HTTP_STATUS, httpStatus);
            }
            if (failure != null || httpStatus >= 400) {
                span.setAttribute(ERROR_TYPE, failure == null ? Integer.toString(httpStatus) : failure);
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    /** The carrier is the one header itself. */
    private enum HeaderOnly implements TextMapGetter<String> {
        INSTANCE;

        @Override
        public Iterable<String> keys(String carrier) {
            return Collections.singleton(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(TRACEPARENT) ? carrier : null;
        }
    }
}
