package ai.ominigate.gateway.observe;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** What operators are told of calls: metrics always, traces where a collector is configured. Never blocks. */
@Singleton
public final class CallObserver {
    private static final String SCOPE = "ai.ominigate";

    private final Catalogue catalogue;
    private final CallMetrics metrics;
    private final @Nullable Tracer tracer;

    /** @param traces null where nobody collects them */
    public CallObserver(Catalogue catalogue, MeterRegistry metrics, @Nullable OpenTelemetry traces) {
        this.catalogue = catalogue;
        this.metrics = new CallMetrics(metrics, this::modelLabel);
        this.tracer = traces == null ? null : traces.getTracer(SCOPE);
    }

    /**
     * A call has come in.
     *
     * @param traceparent the caller's header (W3C Trace Context), or null; a malformed one counts as none
     * @return for this call alone, to be ended once
     */
    public CallTrace started(@Nullable String traceparent) {
        return tracer == null ? UntracedCall.INSTANCE : TracedCall.start(tracer, traceparent, this::modelLabel);
    }

    /** A call is over: counts it. Its trace is ended apart. */
    public void ended(CallReport report) {
        metrics.ended(report);
    }

    /** The name of a model that exists: any other is the caller's text and told to nobody. */
    private @Nullable String modelLabel(@Nullable String name) {
        Model model = name == null ? null : catalogue.find(name);
        return model == null ? null : model.name();
    }
}
