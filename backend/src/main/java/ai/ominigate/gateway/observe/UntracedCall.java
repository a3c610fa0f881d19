package ai.ominigate.gateway.observe;

import org.jspecify.annotations.Nullable;

/** A call whose trace nobody collects: costs nothing. */
enum UntracedCall implements CallTrace {
    INSTANCE;

    @Override
    public Attempt attempt(String operation, String provider, String upstreamModel) {
        return UntracedAttempt.INSTANCE;
    }

    @Override
    public void ended(CallReport report) {}

    /** Nothing to tell the upstream. */
    enum UntracedAttempt implements Attempt {
        INSTANCE;

        @Override
        public @Nullable String traceparent() {
            return null;
        }

        @Override
        public void ended(int httpStatus, @Nullable String failure) {}
    }
}
