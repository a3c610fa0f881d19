package ai.ominigate.gateway.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls. The meters of a model and a provider are looked up together, by one small key, and kept; their number
 * is bounded by the catalogue, and by a ceiling should the catalogue grow without end.
 */
final class CallMetrics {
    /** Pairs of model and provider that have meters of their own. */
    static final int MAX_SERIES = 2_000;

    /** Error codes that have a counter of their own: more than the gateway has. */
    static final int MAX_REFUSAL_CODES = 50;

    private static final String UNKNOWN = "unknown";
    private static final String OTHER = "other";
    private static final String NONE = "none";
    private static final long[] OVERHEAD_MICROS = {
        50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000
    };

    private final MeterRegistry registry;
    private final UnaryOperator<@Nullable String> modelLabel;
    private final ConcurrentHashMap<Series, SeriesMeters> series = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Timer overheadOfStreams;
    private final Timer overheadOfOthers;

    /** What the meters of a call are found by. */
    record Series(String model, String provider, String operation) {}

    /** @param modelLabel the name under which a model is counted, or null for one that does not exist */
    CallMetrics(MeterRegistry registry, UnaryOperator<@Nullable String> modelLabel) {
        this.registry = registry;
        this.modelLabel = modelLabel;
        this.overheadOfStreams = overhead("true");
        this.overheadOfOthers = overhead("false");
    }

    private Timer overhead(String stream) {
        return Timer.builder("ominigate.overhead")
                .description("Time of a call that was not spent waiting for its upstream or its caller")
                .tag("stream", stream)
                .serviceLevelObjectives(LongStream.of(OVERHEAD_MICROS)
                        .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
                        .toArray(Duration[]::new))
                .register(registry);
    }

    void ended(CallReport report) {
        metersOf(report).count(report);
        (report.stream() ? overheadOfStreams : overheadOfOthers)
                .record(Math.max(0, report.overheadNanos()), TimeUnit.NANOSECONDS);
        if (report.refusal() != null) {
            refusalsWith(report.refusal()).increment();
        }
    }

    private SeriesMeters metersOf(CallReport report) {
        String provider = report.provider() == null ? NONE : report.provider();
        if (report.model() != null) {
            SeriesMeters meters = series.get(new Series(report.model(), provider, report.operation()));
            if (meters != null) {
                return meters;
            }
        }
        String label = modelLabel.apply(report.model());
        return metersOf(new Series(label == null ? UNKNOWN : label, provider, report.operation()));
    }

    private SeriesMeters metersOf(Series wanted) {
        SeriesMeters meters = series.get(wanted);
        if (meters != null) {
            return meters;
        }
        Series counted = series.size() < MAX_SERIES ? wanted : new Series(OTHER, OTHER, wanted.operation());
        return series.computeIfAbsent(counted, each -> new SeriesMeters(registry, each));
    }

    private Counter refusalsWith(String code) {
        Counter known = refusals.get(code);
        if (known != null) {
            return known;
        }
        String label = refusals.size() < MAX_REFUSAL_CODES ? code : OTHER;
        return refusals.computeIfAbsent(
                label,
                each -> Counter.builder("ominigate.refusals")
                        .description("Calls that the gateway itself refused, before or after it tried upstreams")
                        .tag("code", each)
                        .register(registry));
    }
}
