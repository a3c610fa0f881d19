package ai.ominigate.faults;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call as its caller saw it.
 *
 * @param number what its prompt carries
 * @param id its {@code x-request-id}, if it came that far
 * @param began when it was sent, by {@link System#nanoTime()}
 * @param ended when the caller knew how it ended
 * @param probe whether it was made to see if calls are served again, and does not count as traffic
 */
record Call(
        long number,
        @Nullable UUID id,
        Node node,
        Customer customer,
        long began,
        long ended,
        boolean probe,
        Outcome outcome) {

    /** How it ended. */
    sealed interface Outcome {

        /**
         * The whole answer came.
         *
         * @param rightText whether it is the one that the provider gave to this call
         * @param outputTokens what the answer says it used; -1 if it does not say
         * @param costNanos what the answer says it cost; -1 if it does not say
         */
        record Whole(boolean rightText, long outputTokens, long costNanos) implements Outcome {}

        /** The gateway, or the provider through it, turned it down. */
        record Refused(int status, String code) implements Outcome {}

        /**
         * The answer broke off.
         *
         * @param how the error that the gateway told inside the answer, or what became of the connection
         * @param content whether some of the answer's text had come
         */
        record Cut(String how, boolean content) implements Outcome {}

        /** Nothing came: nobody listened, or the connection broke before the answer began. */
        record Unanswered(String how) implements Outcome {}

        /** The caller itself did what no caller should, and left. */
        record Left() implements Outcome {}
    }

    boolean isWhole() {
        return outcome instanceof Outcome.Whole;
    }
}
