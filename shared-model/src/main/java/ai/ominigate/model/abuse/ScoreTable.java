package ai.ominigate.model.abuse;

import java.util.List;

/**
 * How a score comes about: what the families add and what speaks for the entity takes off, and nothing else.
 *
 * @param score the sum, rounded, and never below 0
 * @param allowListed whether the entity is on the allow-list, so that nothing counts
 * @param families what speaks against it
 * @param credits what speaks for it
 */
public record ScoreTable(int score, boolean allowListed, List<Sum> families, List<Credit> credits) {
    public ScoreTable {
        families = List.copyOf(families);
        credits = List.copyOf(credits);
    }

    /**
     * What the flags of a family add.
     *
     * @param family which
     * @param flags the heaviest first
     * @param points what they would add without a cap
     * @param cap what they add at most
     * @param adds what they add
     */
    public record Sum(CaseFamily family, List<FlagDetails> flags, double points, int cap, double adds) {
        public Sum {
            flags = List.copyOf(flags);
        }
    }

    /**
     * Something that speaks for the entity.
     *
     * @param reason what: {@code PAID_LONG_WITHOUT_FLAGS}
     * @param points what it adds, which is less than 0
     */
    public record Credit(String reason, int points) {}
}
