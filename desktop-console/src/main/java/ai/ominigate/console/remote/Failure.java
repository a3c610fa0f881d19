package ai.ominigate.console.remote;

import ai.ominigate.model.staff.RightNeeded;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why the server did not do what it was asked. {@link FailureWords} says it to people. */
public sealed interface Failure {

    /** Nobody answers at the server's address, or the way there is broken. Nothing is known of what was asked. */
    record Unreachable(String host) implements Failure {}

    /** No answer in time, or the server says that it cannot just now. */
    record Slow(@Nullable String detail) implements Failure {}

    /** The sign-in is over, or was refused. */
    record SignedOut(String code, @Nullable String detail) implements Failure {}

    /** The second factor has to be shown again before this is done. */
    record StepUp() implements Failure {}

    /** Whoever is signed in may not. */
    record Denied(
            String code, @Nullable String detail, @Nullable RightNeeded needs) implements Failure {}

    /**
     * Somebody was faster, or it cannot be done as things stand.
     *
     * @param current what is there now, if the server said so
     */
    record Conflict(
            String code, @Nullable String detail, @Nullable JsonNode current) implements Failure {}

    /** It is not there, or not any more. */
    record Gone(@Nullable String detail) implements Failure {}

    /**
     * What was sent is not as it must be.
     *
     * @param field which part, by the name that the API has for it; null if it is not about one
     */
    record Invalid(@Nullable String field, @Nullable String detail) implements Failure {}

    /** Asked too often, or wrong too often. */
    record TooMany(Duration after, @Nullable String detail) implements Failure {}

    /** This console is older than the server bears. */
    record TooOld(@Nullable String detail) implements Failure {}

    /**
     * A mistake of the server's or of the console's.
     *
     * @param requestId what to name when it is reported
     */
    record Broken(String requestId) implements Failure {}
}
