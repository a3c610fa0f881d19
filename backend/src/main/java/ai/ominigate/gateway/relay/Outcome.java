package ai.ominigate.gateway.relay;

import ai.ominigate.metering.EndReason;

/** How a call came out. Not an HTTP status: a call that the caller left has none. */
sealed interface Outcome {

    /** The caller has its whole answer. */
    record Answered() implements Outcome {}

    /** The gateway turned it down before or after trying upstreams. */
    record Refused(Refusal refusal) implements Outcome {}

    /** The upstream refused the call itself as wrong, and the caller was told so. */
    record UpstreamRefused(int status) implements Outcome {}

    /** The caller went away. */
    record CallerLeft() implements Outcome {}

    /** The answer was cut off after it had begun. */
    record CutOff(EndReason reason) implements Outcome {}
}
