package ai.ominigate.gateway.observe;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Sends traces to an OpenTelemetry collector, only where {@code OTEL_EXPORTER_OTLP_ENDPOINT} names one. All other
 * {@code OTEL_*} variables work as OpenTelemetry documents them.
 */
@Factory
final class TraceExport {
    static final String ENDPOINT = "otel.exporter.otlp.endpoint";

    @Singleton
    @Bean(typed = OpenTelemetry.class, preDestroy = "close")
    @Requires(property = ENDPOINT)
    OpenTelemetrySdk openTelemetry(@Property(name = ENDPOINT) String endpoint) {
        Map<String, String> defaults = Map.of(
                ENDPOINT,
                endpoint,
                "otel.exporter.otlp.protocol",
                "http/protobuf",
                "otel.service.name",
                "ominigate",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none");
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> defaults)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }
}
