package ai.ominigate.bench;

import java.time.Duration;

/** The loads that every target is put under. */
enum Scenario {
    FEW,
    MANY,
    STREAMS,
    MOST;

    private static final int FEW_PER_SECOND = 500;
    private static final int MANY_PER_SECOND = 2_000;
    private static final int STREAMS_PER_SECOND = 50;
    private static final int CONNECTIONS = 64;

    Load load(Duration warmUp, Duration measured) {
        return switch (this) {
            case FEW -> new Load.Open(FEW_PER_SECOND, false, warmUp, measured);
            case MANY -> new Load.Open(MANY_PER_SECOND, false, warmUp, measured);
            case STREAMS -> new Load.Open(STREAMS_PER_SECOND, true, warmUp, measured);
            case MOST -> new Load.Closed(CONNECTIONS, warmUp, measured);
        };
    }
}
