package ai.ominigate.gateway.observe;

import ai.ominigate.egress.Egress;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;

/**
 * Sends traces to an OpenTelemetry collector, only where {@code OTEL_EXPORTER_OTLP_ENDPOINT} names one whose host is registered. All other
 * {@code OTEL_*} variables work as OpenTelemetry documents them.
 */
@Factory
final class TraceExport {
    static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String ENDPOINT_OF_TRACES = "otel.exporter.otlp.traces.endpoint";

    @Singleton
    @Bean(typed = OpenTelemetry.class, preDestroy = "close")
    @Requires(property = ENDPOINT)
    OpenTelemetrySdk openTelemetry(@Property(name = ENDPOINT) String endpoint, Egress egress) {
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
                .addSpanExporterCustomizer((exporter, settings) -> {
                    String host = host(settings.getString(ENDPOINT_OF_TRACES, endpoint));
                    return new RegisteredCollector(exporter, () -> egress.permits(host, EgressUse.TRACES));
                })
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    private static String host(String endpoint) {
        String host = URI.create(endpoint).getHost();
        if (host == null) {
            throw new CannotStart("OTEL_EXPORTER_OTLP_ENDPOINT is no URL with a host, such as http://127.0.0.1:4318.");
        }
        return host;
    }
}
