package ai.ominigate.platform;

import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The clock of an application that is started with {@link #SETTINGS}: the system's, until a test moves it on. */
@Singleton
@Primary
@Replaces(value = InstantSource.class, factory = PlatformBeans.class)
@Requires(property = TestClock.SETTING, value = "movable")
public final class TestClock implements InstantSource {
    static final String SETTING = "test.clock";

    /** What an application that a test moves the clock of is started with. */
    public static final Map<String, Object> SETTINGS = Map.of(SETTING, "movable");

    private final AtomicReference<InstantSource> time = new AtomicReference<>(InstantSource.system());

    @Override
    public Instant instant() {
        return time.get().instant();
    }

    /** From now on it moves only when a test advances it. */
    public void stop() {
        time.updateAndGet(before -> InstantSource.fixed(before.instant()));
    }

    /** From now on it is the system's again. */
    public void goOn() {
        time.set(InstantSource.system());
    }

    /** From now on it is so much later. */
    public void advance(Duration duration) {
        time.updateAndGet(before -> InstantSource.offset(before, duration));
    }
}
