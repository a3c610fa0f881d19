package ai.ominigate.gateway.observe;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one model at one provider. Those named {@code gen_ai.*} follow OpenTelemetry's semantic conventions for
 * generative AI, buckets included, in Micrometer's spelling; the rest are ours. A meter comes into being with the first
 * call that it counts.
 */
final class SeriesMeters {
    private static final double[] DURATION_SECONDS = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] FIRST_TOKEN_SECONDS = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };
    private static final double[] PER_TOKEN_SECONDS = {
        0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5
    };
    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
    };
    private static final String[] TOKEN_CLASSES = {
        "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "audio_input", "audio_output"
    };
    private static final String REFUSED = "refused";
    private static final int REFUSED_INDEX = EndReason.values().length;
    private static final int STATUS_CLASSES = 6;
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final MeterRegistry registry;
    private final Tags ours;
    private final Tags genAi;
    private final AtomicReferenceArray<@Nullable Counter> calls =
            new AtomicReferenceArray<>((REFUSED_INDEX + 1) * STATUS_CLASSES);
    private final AtomicReferenceArray<@Nullable Timer> durations = new AtomicReferenceArray<>(REFUSED_INDEX);
    private final AtomicReferenceArray<@Nullable Counter> tokens = new AtomicReferenceArray<>(TOKEN_CLASSES.length);
    private final AtomicReferenceArray<@Nullable Timer> firstToken = new AtomicReferenceArray<>(1);
    private final AtomicReferenceArray<@Nullable Timer> perToken = new AtomicReferenceArray<>(1);
    private final AtomicReferenceArray<@Nullable DistributionSummary> usage = new AtomicReferenceArray<>(2);
    private final AtomicReferenceArray<@Nullable Counter> cost = new AtomicReferenceArray<>(1);
    private final AtomicReferenceArray<@Nullable Counter> attempts = new AtomicReferenceArray<>(1);

    SeriesMeters(MeterRegistry registry, CallMetrics.Series series) {
        this.registry = registry;
        this.ours = Tags.of("model", series.model(), "provider", series.provider(), "operation", series.operation());
        this.genAi = Tags.of(
                "gen_ai.request.model",
                series.model(),
                "gen_ai.provider.name",
                series.provider(),
                "gen_ai.operation.name",
                series.operation());
    }

    void count(CallReport report) {
        EndReason end = report.end();
        int statusClass = Math.clamp(report.httpStatus() / 100, 0, STATUS_CLASSES - 1);
        int endIndex = end == null ? REFUSED_INDEX : end.ordinal();
        made(calls, endIndex * STATUS_CLASSES + statusClass, _ -> callsCounter(end, statusClass))
                .increment();
        if (report.attempts() > 0) {
            made(attempts, 0, _ -> counter("ominigate.attempts", "Requests to upstreams, the failed ones too"))
                    .increment(report.attempts());
        }
        if (end != null) {
            countServed(report, end);
        }
    }

    private void countServed(CallReport report, EndReason end) {
        made(durations, end.ordinal(), _ -> durationTimer(end)).record(report.totalNanos(), TimeUnit.NANOSECONDS);
        if (report.stream() && report.firstByteNanos() > 0) {
            made(firstToken, 0, _ -> firstTokenTimer()).record(report.firstByteNanos(), TimeUnit.NANOSECONDS);
            countPace(report, end);
        }
        if (report.costNanos() > 0) {
            made(cost, 0, _ -> counter("ominigate.cost.usd", "What calls cost their customers, in US dollars"))
                    .increment(report.costNanos() / NANOS_PER_DOLLAR);
        }
        countTokens(report.tokens());
    }

    private void countPace(CallReport report, EndReason end) {
        long further = report.tokens().completion() - 1;
        if (end == EndReason.DONE && further > 0) {
            made(perToken, 0, _ -> perTokenTimer())
                    .record((report.totalNanos() - report.firstByteNanos()) / further, TimeUnit.NANOSECONDS);
        }
    }

    private void countTokens(TokenCounts counts) {
        countTokens(0, counts.input());
        countTokens(1, counts.cacheRead());
        countTokens(2, counts.cacheWrite5m());
        countTokens(3, counts.cacheWrite1h());
        countTokens(4, counts.output());
        countTokens(5, counts.reasoning());
        countTokens(6, counts.audioInput());
        countTokens(7, counts.audioOutput());
        countUsage(0, "input", counts.prompt());
        countUsage(1, "output", counts.completion());
    }

    private void countTokens(int tokenClass, long count) {
        if (count > 0) {
            made(
                            tokens,
                            tokenClass,
                            _ -> Counter.builder("ominigate.tokens")
                                    .description("Tokens used, in disjoint classes")
                                    .tags(ours)
                                    .tag("class", TOKEN_CLASSES[tokenClass])
                                    .register(registry))
                    .increment(count);
        }
    }

    private void countUsage(int index, String type, long count) {
        if (count > 0) {
            made(
                            usage,
                            index,
                            _ -> DistributionSummary.builder("gen_ai.client.token.usage")
                                    .description("Tokens used by a call")
                                    .tags(genAi)
                                    .tag("gen_ai.token.type", type)
                                    .serviceLevelObjectives(TOKENS)
                                    .register(registry))
                    .record(count);
        }
    }

    private Counter callsCounter(@Nullable EndReason end, int statusClass) {
        return Counter.builder("ominigate.calls")
                .description("Calls that are over")
                .tags(ours)
                .tag("status", statusClass + "xx")
                .tag("end", end == null ? REFUSED : Labels.of(end))
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(ours).register(registry);
    }

    private Timer durationTimer(EndReason end) {
        return Timer.builder("gen_ai.server.request.duration")
                .description("From a call's first byte to the last of its answer")
                .tags(genAi)
                .tag("error.type", end == EndReason.DONE ? "" : Labels.of(end))
                .serviceLevelObjectives(seconds(DURATION_SECONDS))
                .register(registry);
    }

    private Timer firstTokenTimer() {
        return Timer.builder("gen_ai.server.time_to_first_token")
                .description("From a streamed call's first byte to the first of its answer")
                .tags(genAi)
                .serviceLevelObjectives(seconds(FIRST_TOKEN_SECONDS))
                .register(registry);
    }

    private Timer perTokenTimer() {
        return Timer.builder("gen_ai.server.time_per_output_token")
                .description("Time per token of a streamed answer after its first byte")
                .tags(genAi)
                .serviceLevelObjectives(seconds(PER_TOKEN_SECONDS))
                .register(registry);
    }

    private static Duration[] seconds(double[] bounds) {
        return DoubleStream.of(bounds)
                .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                .toArray(Duration[]::new);
    }

    /** Two threads that make the same meter get the same one: the registry sees to that. */
    private static <M> M made(AtomicReferenceArray<@Nullable M> meters, int index, IntFunction<M> make) {
        M meter = meters.get(index);
        if (meter == null) {
            meter = make.apply(index);
            meters.set(index, meter);
        }
        return meter;
    }
}
