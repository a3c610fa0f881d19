package ai.ominigate.gateway.observe;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.function.BooleanSupplier;

/**
 * Hands spans to a collector as long as its host is registered, and lets go of them otherwise: where they would go, everybody
 * would know who calls what and when.
 */
final class RegisteredCollector implements SpanExporter {
    private final SpanExporter exporter;
    private final BooleanSupplier registered;

    RegisteredCollector(SpanExporter exporter, BooleanSupplier registered) {
        this.exporter = exporter;
        this.registered = registered;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return registered.getAsBoolean() ? exporter.export(spans) : CompletableResultCode.ofFailure();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
