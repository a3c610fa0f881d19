package ai.ominigate.bench;

import static ai.ominigate.bench.Quantity.BUSY;
import static ai.ominigate.bench.Quantity.CALLS;
import static ai.ominigate.bench.Quantity.CPU_EVENT;
import static ai.ominigate.bench.Quantity.CPU_FEW;
import static ai.ominigate.bench.Quantity.CPU_MANY;
import static ai.ominigate.bench.Quantity.CPU_MOST;
import static ai.ominigate.bench.Quantity.DATABASE_FEW;
import static ai.ominigate.bench.Quantity.DATABASE_MANY;
import static ai.ominigate.bench.Quantity.DATABASE_MOST;
import static ai.ominigate.bench.Quantity.FEW_50;
import static ai.ominigate.bench.Quantity.FEW_99;
import static ai.ominigate.bench.Quantity.FEW_999;
import static ai.ominigate.bench.Quantity.FIRST_BYTE_50;
import static ai.ominigate.bench.Quantity.FIRST_BYTE_99;
import static ai.ominigate.bench.Quantity.MANY_50;
import static ai.ominigate.bench.Quantity.MANY_99;
import static ai.ominigate.bench.Quantity.MANY_999;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** The loads that every target is put under in each round, and what is learnt from them. */
enum Scenario {
    FEW,
    MANY,
    STREAMS,
    EVENTS,
    MOST;

    private static final int FEW_PER_SECOND = 500;
    private static final int MANY_PER_SECOND = 2_000;
    private static final int STREAMS_PER_SECOND = 50;
    private static final int CONNECTIONS = 64;
    private static final int HELD_STREAMS = 250;
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(50);

    Load load(Duration warmUp, Duration measured) {
        return switch (this) {
            case FEW -> new Load.Open(FEW_PER_SECOND, false, warmUp, measured);
            case MANY -> new Load.Open(MANY_PER_SECOND, false, warmUp, measured);
            case STREAMS -> new Load.Open(STREAMS_PER_SECOND, true, warmUp, measured);
            case EVENTS -> new Load.Held(HELD_STREAMS, BETWEEN_EVENTS, warmUp, measured);
            case MOST -> new Load.Closed(CONNECTIONS, warmUp, measured);
        };
    }

    /** Whether anything is learnt from the direct call. */
    boolean needsDirect() {
        return this != EVENTS;
    }

    /** @param direct what the direct call took in the same round; of the direct call itself, it is told as it is */
    void note(Figures figures, Sample sample, Histograms direct) {
        Measured measured = sample.measured();
        switch (this) {
            case FEW -> {
                cpu(figures, sample, CPU_FEW, DATABASE_FEW);
                added(figures, measured.latency(), direct.latency(), FEW_50, FEW_99, FEW_999);
            }
            case MANY -> {
                cpu(figures, sample, CPU_MANY, DATABASE_MANY);
                added(figures, measured.latency(), direct.latency(), MANY_50, MANY_99, MANY_999);
            }
            case STREAMS -> added(figures, measured.firstByte(), direct.firstByte(), FIRST_BYTE_50, FIRST_BYTE_99);
            case EVENTS -> {
                if (!sample.own().isZero()) {
                    figures.add(CPU_EVENT, Sample.microsOf(sample.own(), measured.events()));
                }
            }
            case MOST -> {
                figures.add(CALLS, measured.perSecond());
                cpu(figures, sample, CPU_MOST, DATABASE_MOST);
                if (!sample.own().isZero()) {
                    figures.add(BUSY, 100 * sample.own().toNanos() / 1e9 / measured.seconds());
                }
            }
        }
    }

    /** What the direct call took; nothing while it is the direct call that is measured. */
    record Histograms(Histogram latency, Histogram firstByte) {
        static final Histograms NOTHING = new Histograms(Measured.histogram(), Measured.histogram());
    }

    private static void cpu(Figures figures, Sample sample, Quantity own, Quantity database) {
        if (!sample.own().isZero()) {
            figures.add(own, sample.ownMicrosPerCall());
        }
        if (!sample.database().isZero()) {
            figures.add(database, sample.databaseMicrosPerCall());
        }
    }

    /** In microseconds, one quantity for each of the percentiles 50, 99 and 99.9. */
    private static void added(Figures figures, Histogram with, Histogram without, Quantity... quantities) {
        double[] percentiles = {50, 99, 99.9};
        for (int i = 0; i < quantities.length; i++) {
            long nanos = with.getValueAtPercentile(percentiles[i]) - without.getValueAtPercentile(percentiles[i]);
            figures.add(quantities[i], nanos / 1000.0);
        }
    }
}
