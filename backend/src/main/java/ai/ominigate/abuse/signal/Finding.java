package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import java.util.Map;

/**
 * That a rule has seen what it looks for.
 *
 * @param observed what was measured
 * @param threshold from which measure on the rule speaks here, in the same unit
 * @param points what it weighs, at most the version's points
 * @param since when what it is about began, in milliseconds since 1970
 * @param at when it was seen last
 * @param counts what else was counted
 */
record Finding(
        RuleVersion version,
        Entity entity,
        double observed,
        double threshold,
        int points,
        long since,
        long at,
        Map<String, Long> counts) {
    /** Requests, sign-ins or calls it is about: a word that the review of flags knows. */
    static final String EVENTS = "events";

    /** Accounts that have to do with it: another such word. */
    static final String ACCOUNTS = "accounts";

    Finding {
        counts = Map.copyOf(counts);
    }

    /** With the rule's own threshold and points. */
    static Finding of(
            RuleVersion version, Entity entity, double observed, long since, long at, Map<String, Long> counts) {
        return new Finding(version, entity, observed, version.threshold(), version.points(), since, at, counts);
    }
}
