package ai.ominigate.metering.report;

import ai.ominigate.metering.EndReason;
import java.util.Arrays;

/** How calls that somebody asks for have ended. */
public enum CallStatus {
    /** However. */
    ANY {
        @Override
        boolean has(EndReason end) {
            return true;
        }
    },
    /** The answer was complete. */
    DONE {
        @Override
        boolean has(EndReason end) {
            return end == EndReason.DONE;
        }
    },
    /** Ended early by the caller, or because there was no money for more. */
    CUT_SHORT {
        @Override
        boolean has(EndReason end) {
            return end == EndReason.CLIENT_LEFT || end == EndReason.BALANCE_EXHAUSTED;
        }
    },
    /** The request itself was refused; the caller can mend it. */
    REFUSED {
        @Override
        boolean has(EndReason end) {
            return end == EndReason.REQUEST_REFUSED;
        }
    },
    /** Failed by a provider's fault or ours. */
    FAILED {
        @Override
        boolean has(EndReason end) {
            return end.isFailure();
        }
    };

    abstract boolean has(EndReason end);

    /** The codes of the ends that it stands for. */
    Object[] codes() {
        return Arrays.stream(EndReason.values())
                .filter(this::has)
                .map(end -> (short) end.code())
                .toArray();
    }
}
