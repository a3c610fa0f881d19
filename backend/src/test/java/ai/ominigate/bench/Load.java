package ai.ominigate.bench;

import java.time.Duration;

/** How a target is loaded. */
sealed interface Load {

    /** @return how long calls count */
    Duration measured();

    /** @return how long calls are made before they count */
    Duration warmUp();

    /** @return whether answers are streams */
    boolean streamed();

    /**
     * Calls start at fixed moments, whether or not earlier ones have been answered, and each is timed from the moment
     * it was due: a target that stalls delays all that were due meanwhile, and all of them count.
     *
     * @param perSecond calls that start in a second
     */
    record Open(int perSecond, boolean streamed, Duration warmUp, Duration measured) implements Load {
        public Open {
            if (perSecond < 1) {
                throw new IllegalArgumentException("No load: " + perSecond + " calls a second");
            }
        }
    }

    /**
     * Each connection makes a call as soon as it has the answer to the one before. For the most a target can do; says
     * nothing about latency.
     */
    record Closed(int connections, Duration warmUp, Duration measured) implements Load {
        public Closed {
            if (connections < 1) {
                throw new IllegalArgumentException("No load: " + connections + " connections");
            }
        }

        @Override
        public boolean streamed() {
            return false;
        }
    }

    /**
     * Streams that are opened one after the other during the warm-up and stay open until all has been measured. What
     * counts is their events.
     *
     * @param pause between two events of a stream; zero for streams that fall silent after the first
     */
    record Held(int streams, Duration pause, Duration warmUp, Duration measured) implements Load {
        public Held {
            if (streams < 1 || pause.isNegative()) {
                throw new IllegalArgumentException("No load: " + streams + " streams, " + pause + " between events");
            }
        }

        @Override
        public boolean streamed() {
            return true;
        }
    }
}
