package ai.ominigate.credential;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes turns at what hashes passwords, so that a flood of sign-ins takes neither the memory nor all processors. */
@Singleton
public final class PasswordWork {
    /** Each takes the memory of one hash. */
    private static final int AT_ONCE = 4;

    private static final Duration WAITS = Duration.ofSeconds(2);

    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /** With turns of its own: whoever crowds one door does not stand in another. */
    public PasswordWork() {}

    /** What needs a turn. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /**
     * Does it when it is its turn.
     *
     * @throws Refused if that takes too long; nothing was done then
     */
    public <T extends @Nullable Object> T inTurn(Work<T> work) throws SQLException {
        take();
        try {
            return work.run();
        } finally {
            turns.release();
        }
    }

    private void take() {
        try {
            if (!turns.tryAcquire(WAITS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Refused.forNow(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "overloaded",
                        "Too many people are signing in at this moment. Try again in a few seconds.",
                        WAITS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "OminiGate is stopping. Try again later.");
        }
    }

    /** What to keep of a password. */
    public String hash(String password) throws SQLException {
        return inTurn(() -> Passwords.hash(password));
    }
}
