package ai.ominigate.gateway.limit;

import ai.ominigate.accounts.KeyLimits;
import java.time.Duration;

/** Where a key stands, from how long its buckets need to be full again. */
final class Standings {
    private Standings() {}

    /** Both in nanoseconds; what a key has no limit for is not looked at. */
    static Admission.Standing of(KeyLimits limits, long requestsMissing, long tokensMissing) {
        Integer requests = limits.requestsPerMinute();
        Integer tokens = limits.tokensPerMinute();
        if (requests == null && tokens == null) {
            return Admission.Standing.UNLIMITED;
        }
        return new Admission.Standing(
                requests == null ? -1 : requests,
                requests == null ? -1 : Minute.remaining(requestsMissing, requests),
                requests == null ? Duration.ZERO : Duration.ofNanos(requestsMissing),
                tokens == null ? -1 : tokens,
                tokens == null ? -1 : Minute.remaining(tokensMissing, tokens),
                tokens == null ? Duration.ZERO : Duration.ofNanos(tokensMissing));
    }
}
