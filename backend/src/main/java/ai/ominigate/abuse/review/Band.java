package ai.ominigate.abuse.review;

/** What a score means: how urgent it is, and what is done without waiting for a person. */
enum Band {
    /** Kept in mind; no case is opened for it. */
    QUIET(0, 3),
    /** Somebody should look. */
    FLAG(30, 3),
    /** Somebody should look soon; slowed down until then. */
    THROTTLE(50, 2),
    /** Somebody must look now; stopped until then, for an hour at most. */
    STOP(75, 1);

    private final int from;
    private final int priority;

    Band(int from, int priority) {
        this.from = from;
        this.priority = priority;
    }

    /** The lowest score in it. */
    int from() {
        return from;
    }

    /** 1 is the most urgent. */
    int priority() {
        return priority;
    }

    static Band of(int score) {
        Band band = QUIET;
        for (Band each : values()) {
            if (score >= each.from) {
                band = each;
            }
        }
        return band;
    }
}
