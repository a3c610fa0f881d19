package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.metering.EndReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a try at an upstream came to nothing, and what the caller hears if no other try helps.
 *
 * @param retryAfter what the upstream asked for, or null
 * @param worthRepeating whether the same upstream may do better in a moment
 */
record Trouble(EndReason reason, Refusal refusal, @Nullable Duration retryAfter, boolean worthRepeating) {

    static Trouble of(UpstreamCall.Failure failure, String provider) {
        String message = "The provider (" + provider + ") " + failure.words() + ". Nothing was charged; try again.";
        return failure.timeout()
                ? new Trouble(EndReason.UPSTREAM_TIMEOUT, Refusal.upstreamTimeout(message), null, false)
                : new Trouble(EndReason.UPSTREAM_BROKE, Refusal.upstreamError(message), null, true);
    }

    static Trouble ofStatus(int status, String provider, @Nullable Duration retryAfter) {
        if (status == 429 || status == 503 || status == 529) {
            String message = "The provider (" + provider + ") is overloaded. Nothing was charged; try again shortly.";
            return new Trouble(EndReason.UPSTREAM_ERROR, Refusal.overloaded(message, retryAfter), retryAfter, true);
        }
        if (status == 401 || status == 402 || status == 403) {
            String message = "The provider (" + provider
                    + ") did not accept the gateway's own credentials. This is not about your key; nothing was charged.";
            return new Trouble(EndReason.UPSTREAM_ERROR, Refusal.upstreamError(message), null, false);
        }
        String message = "The provider (" + provider + ") failed with status " + status + ". Nothing was charged.";
        return new Trouble(EndReason.UPSTREAM_ERROR, Refusal.upstreamError(message), retryAfter, true);
    }

    static Trouble broken(String provider, String what) {
        String message = "The provider (" + provider + ") sent an answer that cannot be read: " + what
                + ". Nothing was charged; try again.";
        return new Trouble(EndReason.UPSTREAM_BROKE, Refusal.upstreamError(message), null, true);
    }

    static Trouble broken(String provider, AnswerStream.BrokenAnswer how) {
        return broken(provider, how.getMessage() == null ? "it breaks its own format" : how.getMessage());
    }

    static Trouble errorInside(String provider) {
        String message = "The provider (" + provider + ") answered with an error. Nothing was charged; try again.";
        return new Trouble(EndReason.UPSTREAM_ERROR, Refusal.upstreamError(message), null, true);
    }

    /** Whether an upstream's status says that the upstream, not the call, is at fault. */
    static boolean isUpstreamsFault(int status) {
        return status >= 500 || status == 429 || status == 408 || status == 401 || status == 402 || status == 403;
    }
}
