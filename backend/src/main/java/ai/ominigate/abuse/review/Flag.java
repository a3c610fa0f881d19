package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * That a rule has seen what it looks for.
 *
 * @param id names it for good
 * @param signal which signal, {@code S1} to {@code S18}
 * @param ruleVersion the version of the rule, from 1
 * @param shadow whether the rule is being tried out: its flags are kept and have no effect
 * @param entity whom it is about
 * @param family what kind of abuse
 * @param observed what was measured
 * @param threshold from which measure on the rule speaks, in the same unit
 * @param points 0 to 100; what it adds to a score as long as it is fresh
 * @param halfLife after which it adds half of that
 * @param familyCap what all flags of the family add at most
 * @param firstSeen when what it is about began
 * @param lastSeen when it was seen last
 * @param evidenceExpires when the operational log has nothing of it any more
 * @param counts what else was counted, by a word: {@code events} and {@code accounts} are shown in the queue
 */
public record Flag(
        UUID id,
        String signal,
        int ruleVersion,
        boolean shadow,
        Entity entity,
        Family family,
        double observed,
        double threshold,
        int points,
        Duration halfLife,
        int familyCap,
        Instant firstSeen,
        Instant lastSeen,
        Instant evidenceExpires,
        Map<String, Long> counts) {
    private static final Pattern SIGNAL = Pattern.compile("S[1-9][0-9]?");
    private static final int MOST_POINTS = 100;
    private static final int HIGHEST_CAP = 1_000;

    /** In {@link #counts}: how many requests, sign-ins or calls it is about. */
    public static final String EVENTS = "events";

    /** In {@link #counts}: how many accounts have to do with it. */
    public static final String ACCOUNTS = "accounts";

    public Flag {
        require(SIGNAL.matcher(signal).matches(), "a signal is called S1 to S99, not " + signal);
        require(ruleVersion > 0, "versions of rules begin at 1");
        require(points >= 0 && points <= MOST_POINTS, "a flag has 0 to 100 points, not " + points);
        require(halfLife.toSeconds() > 0, "a half-life is a second at least, not " + halfLife);
        require(familyCap >= 0 && familyCap <= HIGHEST_CAP, "a family's cap is 0 to 1000, not " + familyCap);
        require(Double.isFinite(observed) && Double.isFinite(threshold), "what is measured is a number");
        require(!firstSeen.isAfter(lastSeen), "a flag is first seen before it is last seen");
        counts = Map.copyOf(counts);
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
