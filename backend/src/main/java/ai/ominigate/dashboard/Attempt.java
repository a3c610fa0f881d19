package ai.ominigate.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * What came of a call that was made to try a model. It is shown and kept nowhere.
 *
 * @param answer what the model said; null if the call was refused or failed
 * @param refusal what was said instead, by the gateway, for the developer who reads it; null if there was an answer
 * @param status of HTTP, as a program would have seen it
 * @param costNanos what it cost, in nano-dollars; null if it was not told
 * @param call by which support finds it
 */
public record Attempt(
        @Nullable String answer,
        @Nullable String refusal,
        int status,
        @Nullable Long costNanos,
        String call,
        long input,
        long output) {
    /** Without what was said. */
    @Override
    public String toString() {
        return "Attempt[" + status + "]";
    }
}
