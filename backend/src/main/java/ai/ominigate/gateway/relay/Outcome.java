package ai.ominigate.gateway.relay;

import ai.ominigate.metering.EndReason;

/** How a call came out, and whose doing it was. Not an HTTP status: a call that the caller left has none. */
sealed interface Outcome {

    /** Whose doing it was. */
    enum Fault {
        NOBODY,
        CLIENT,
        US,
        UPSTREAM
    }

    /** Whose doing it was. */
    Fault fault();

    /** The caller has its whole answer. */
    record Answered() implements Outcome {
        @Override
        public Fault fault() {
            return Fault.NOBODY;
        }
    }

    /** The gateway turned it down before or after trying upstreams. */
    record Refused(Refusal refusal) implements Outcome {
        @Override
        public Fault fault() {
            return switch (refusal.code()) {
                case "upstream_error", "upstream_timeout", "no_upstream" -> Fault.UPSTREAM;
                case "overloaded" -> Fault.US;
                default -> Fault.CLIENT;
            };
        }
    }

    /** The upstream refused the call itself as wrong, and the caller was told so. */
    record UpstreamRefused(int status) implements Outcome {
        @Override
        public Fault fault() {
            return Fault.CLIENT;
        }
    }

    /** The caller went away. */
    record CallerLeft() implements Outcome {
        @Override
        public Fault fault() {
            return Fault.CLIENT;
        }
    }

    /** The answer was cut off after it had begun. */
    record CutOff(EndReason reason) implements Outcome {
        @Override
        public Fault fault() {
            return switch (reason) {
                case UPSTREAM_BROKE, UPSTREAM_ERROR, UPSTREAM_TIMEOUT -> Fault.UPSTREAM;
                case BALANCE_EXHAUSTED, CLIENT_LEFT -> Fault.CLIENT;
                case DONE, GATEWAY_ENDED, GATEWAY_CRASHED -> Fault.US;
            };
        }
    }
}
