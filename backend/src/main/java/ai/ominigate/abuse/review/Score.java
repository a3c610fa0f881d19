package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much speaks against an entity: a sum that anybody can follow. Each flag counts with its points, halved with every
 * half-life since it was last seen; the flags of a family count up to its cap; what speaks for the entity is taken off.
 *
 * @param families in the order of {@link Family}
 * @param credits what speaks for it
 * @param allowListed whether it is on the allow-list: then nothing counts
 */
record Score(List<FamilySum> families, Set<Credit> credits, boolean allowListed) {
    static final int HIGHEST = 9_999;

    private static final double MILLIS = 1_000;

    Score {
        families = List.copyOf(families);
        credits = Set.copyOf(credits);
    }

    /** What speaks for an entity, with what it takes off. */
    enum Credit {
        /** It has paid for more than 90 days, and nothing was held against it before. */
        PAID_LONG_WITHOUT_FLAGS(-15);

        private final int points;

        Credit(int points) {
            this.points = points;
        }

        int points() {
            return points;
        }
    }

    /**
     * What the flags of a family add.
     *
     * @param lines the heaviest first
     * @param cap the highest that one of its flags names
     */
    record FamilySum(Family family, List<Line> lines, int cap) {
        FamilySum {
            lines = List.copyOf(lines);
        }

        /** What they would add without a cap. */
        double points() {
            return lines.stream().mapToDouble(Line::counts).sum();
        }

        /** What they add. */
        double counts() {
            return Math.min(cap, points());
        }
    }

    /**
     * What a flag adds.
     *
     * @param counts its points, less what age has taken
     */
    record Line(Flag flag, double counts) {
        static Line of(Flag flag, Instant now) {
            return new Line(flag, flag.points() * Math.pow(0.5, halvings(flag, now)));
        }

        /** A flag of a clock that is ahead of ours is fresh. */
        private static double halvings(Flag flag, Instant now) {
            double age = Duration.between(flag.lastSeen(), now).toMillis() / MILLIS;
            return Math.max(0, age) / flag.halfLife().toSeconds();
        }
    }

    /** @param flags those that nobody has decided about and that are not of a rule that is tried out */
    static Score of(Collection<Flag> flags, Set<Credit> credits, boolean allowListed, Instant now) {
        Map<Family, List<Flag>> byFamily = new EnumMap<>(Family.class);
        flags.stream()
                .filter(flag -> !flag.shadow())
                .forEach(flag -> byFamily.computeIfAbsent(flag.family(), each -> new ArrayList<>())
                        .add(flag));
        List<FamilySum> families = byFamily.entrySet().stream()
                .map(entry -> sum(entry.getKey(), entry.getValue(), now))
                .toList();
        return new Score(families, credits, allowListed);
    }

    private static FamilySum sum(Family family, List<Flag> flags, Instant now) {
        List<Line> lines = flags.stream()
                .map(flag -> Line.of(flag, now))
                .sorted(Comparator.comparingDouble(Line::counts)
                        .reversed()
                        .thenComparing(line -> line.flag().id()))
                .toList();
        return new FamilySum(
                family, lines, flags.stream().mapToInt(Flag::familyCap).max().orElse(0));
    }

    /** The sum, as it is compared with the bands: never below 0. */
    int total() {
        if (allowListed) {
            return 0;
        }
        double sum = families.stream().mapToDouble(FamilySum::counts).sum()
                + credits.stream().mapToInt(Credit::points).sum();
        return (int) Math.clamp(Math.round(sum), 0, HIGHEST);
    }
}
