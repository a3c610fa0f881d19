package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Family;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a rule counts and weighs, as it was decided at one time.
 *
 * @param version counts up from 1 with each change
 * @param shadow whether it is only tried out: its flags are kept and have no effect
 * @param threshold from how many of what {@link Signal#counts} on it speaks
 * @param further other numbers that it compares, by the names that {@link RuleTable} gives them
 * @param window within which it counts
 * @param points what a flag adds to the score while it is fresh; the most, where it depends on what was observed
 * @param halfLife after which it adds half of that
 * @param familyCap what all flags of the family add at most
 */
record RuleVersion(
        Signal signal,
        int version,
        boolean shadow,
        double threshold,
        Map<String, Double> further,
        Duration window,
        int points,
        Duration halfLife,
        int familyCap) {
    static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    static final Duration LONGEST_WINDOW = Duration.ofHours(48);
    private static final Duration SHORTEST_HALF_LIFE = Duration.ofMinutes(10);
    private static final Duration LONGEST_HALF_LIFE = Duration.ofDays(90);
    private static final double LARGEST = 1e9;

    /** Below the band in which somebody is stopped without a person: no family gets there alone. */
    static final int HIGHEST_CAP = 74;

    /** @throws IllegalArgumentException with a sentence for whoever wrote it */
    RuleVersion {
        further = java.util.Collections.unmodifiableMap(new TreeMap<>(further));
        require(isSane(threshold), "A threshold is a number above 0 and below a billion.");
        require(further.values().stream().allMatch(RuleVersion::isSane), "What a rule compares is a number above 0.");
        require(between(SHORTEST_WINDOW, window, LONGEST_WINDOW), "A rule counts within 1 minute to 48 hours.");
        require(between(SHORTEST_HALF_LIFE, halfLife, LONGEST_HALF_LIFE), "A half-life is 10 minutes to 90 days.");
        require(points >= 1 && points <= HIGHEST_CAP, "A flag has 1 to " + HIGHEST_CAP + " points.");
        require(
                familyCap >= points && familyCap <= HIGHEST_CAP,
                "What a family adds at most is as much as one flag at least, and " + HIGHEST_CAP
                        + " at most, so that none stops anybody alone.");
    }

    private static boolean isSane(double number) {
        return number > 0 && number < LARGEST;
    }

    private static boolean between(Duration least, Duration duration, Duration most) {
        return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    Family family() {
        return RuleTable.family(signal);
    }

    /** As how many refusals one of this kind counts; as one, in versions that do not tell kinds apart. */
    double weight(RefusalKind kind) {
        return further.getOrDefault(kind.weight(), 1.0);
    }

    /** One of {@link #further}. */
    double further(String name) {
        Double number = further.get(name);
        if (number == null) {
            throw new IllegalStateException(signal + " has no number called " + name);
        }
        return number;
    }

    long windowMillis() {
        return window.toMillis();
    }

    /** The version after this one, changed in its effect alone. */
    RuleVersion inShadow() {
        return new RuleVersion(signal, version + 1, true, threshold, further, window, points, halfLife, familyCap);
    }
}
