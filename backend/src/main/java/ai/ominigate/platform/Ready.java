package ai.ominigate.platform;

import jakarta.inject.Singleton;
import java.util.Optional;

/** Whether OminiGate as a whole is between its start and its stop. */
@Singleton
public final class Ready implements Readiness {
    private volatile State state = State.STARTING;

    /** Everything is prepared. */
    public void open() {
        state = State.SERVING;
    }

    /** The stop has begun. */
    public void close() {
        state = State.STOPPING;
    }

    @Override
    public String name() {
        return "life cycle";
    }

    @Override
    public Optional<String> problem() {
        return switch (state) {
            case STARTING -> Optional.of("OminiGate is starting.");
            case SERVING -> Optional.empty();
            case STOPPING -> Optional.of("OminiGate is stopping.");
        };
    }

    private enum State {
        STARTING,
        SERVING,
        STOPPING
    }
}
