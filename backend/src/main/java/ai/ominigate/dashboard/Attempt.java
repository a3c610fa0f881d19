package ai.ominigate.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * What came of a call that was made to try a model. It is shown and kept nowhere.
 *
 * @param answer what the model said; null if the call was refused, or failed before it said anything
 * @param refusal what the gateway said instead or at its end, for the developer who reads it; null if the answer is whole
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
    private static final int OK = 200;

    /** What it cost and took, in the reader's words. */
    public String price(Frame frame) {
        return (costNanos == null
                        ? frame.say("try.cost.later")
                        : frame.say("try.cost", frame.shown().exact(costNanos)))
                + " · " + frame.say("try.tokens", input, output);
    }

    /** That there is no answer, or no whole one, in the reader's words; for one that is not whole. */
    public String failure(Frame frame) {
        return answer == null && status != OK
                ? frame.say("try.refused", String.valueOf(status))
                : frame.say("try.broken");
    }

    /** Without what was said. */
    @Override
    public String toString() {
        return "Attempt[" + status + "]";
    }
}
