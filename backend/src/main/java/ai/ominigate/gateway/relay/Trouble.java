package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.provider.UpstreamRefusal;
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
    private static final int LEAST_ERROR = 400;

    static Trouble of(UpstreamCall.Failure failure, String provider) {
        String message = "The provider (" + provider + ") " + failure.words() + ". Nothing was charged; try again.";
        return failure.timeout()
                ? new Trouble(EndReason.UPSTREAM_TIMEOUT, Refusal.upstreamTimeout(message), null, false)
                : new Trouble(EndReason.UPSTREAM_BROKE, Refusal.upstreamError(message), null, failure.mayPass());
    }

    static Trouble of(UpstreamRefusal refusal, String provider, @Nullable Duration retryAfter) {
        return switch (refusal.fault()) {
            case RATE_LIMITED, OVERLOADED -> {
                String message =
                        "The provider (" + provider + ") is overloaded. Nothing was charged; try again shortly.";
                yield new Trouble(EndReason.UPSTREAM_ERROR, Refusal.overloaded(message, retryAfter), retryAfter, true);
            }
            case GATEWAYS -> {
                String what = refusal.status() < LEAST_ERROR
                        ? "answered with a redirect (status " + refusal.status() + "), which is not followed"
                        : "did not accept the gateway's own call (status " + refusal.status() + ")";
                String message = "The provider (" + provider + ") " + what
                        + ". This is not about your key or your request; nothing was charged.";
                yield new Trouble(EndReason.UPSTREAM_ERROR, Refusal.upstreamError(message), null, false);
            }
            case TIMED_OUT, FAILED -> {
                String message = "The provider (" + provider + ") failed with status " + refusal.status()
                        + ". Nothing was charged.";
                yield new Trouble(EndReason.UPSTREAM_ERROR, Refusal.upstreamError(message), retryAfter, true);
            }
            case TOO_LARGE, CALLERS ->
                throw new IllegalArgumentException(refusal.status() + " is no trouble of an upstream");
        };
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
}
