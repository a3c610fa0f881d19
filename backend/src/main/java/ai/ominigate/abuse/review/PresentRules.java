package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * How flags of each signal weigh at present. Whoever keeps the rules offers a bean: for what is raised where it is written
 * down, as one event of it is enough and must not be lost with a node's memory.
 */
public interface PresentRules {

    /** The present version of this signal's rule. Blocks. */
    Weighing of(Connection connection, String signal) throws SQLException;

    /** The same with a connection of its own. */
    Weighing of(String signal) throws SQLException;

    /**
     * How flags of a signal weigh.
     *
     * @param shadow whether its rule is only tried out
     * @param threshold from how many on it speaks
     * @param window within which they count
     * @param points what a flag adds while it is fresh
     * @param halfLife after which it adds half of that
     * @param familyCap what all flags of the family add at most
     */
    record Weighing(
            String signal,
            int version,
            boolean shadow,
            Family family,
            double threshold,
            Duration window,
            int points,
            Duration halfLife,
            int familyCap) {

        /** A flag of this weight. */
        public Flag flag(
                UUID id,
                Entity entity,
                double observed,
                Instant firstSeen,
                Instant lastSeen,
                Instant evidenceExpires,
                Map<String, Long> counts) {
            return new Flag(
                    id,
                    signal,
                    version,
                    shadow,
                    entity,
                    family,
                    observed,
                    threshold,
                    points,
                    halfLife,
                    familyCap,
                    firstSeen,
                    lastSeen,
                    evidenceExpires,
                    counts);
        }

        /** The same of a rule that counts, whether it is being tried out or not: a person has said it. */
        Weighing counting() {
            return new Weighing(signal, version, false, family, threshold, window, points, halfLife, familyCap);
        }
    }
}
