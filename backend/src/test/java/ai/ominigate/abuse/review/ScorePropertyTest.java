package ai.ominigate.abuse.review;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import ai.ominigate.abuse.review.Score.Credit;
import ai.ominigate.abuse.review.Score.FamilySum;
import ai.ominigate.abuse.review.Score.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What a score is whatever the flags are. */
class ScorePropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Entity WHO = Entity.Net.of(new byte[] {(byte) 203, 0, 113, 7});

    /** Caps are of a family and not of a flag, as the rules have them. */
    private static int cap(Family family) {
        return 20 + 10 * family.ordinal();
    }

    @Provide
    Arbitrary<List<Flag>> flags() {
        Arbitrary<Integer> points = Arbitraries.integers().between(0, 100);
        Arbitrary<Integer> age = Arbitraries.integers().between(-60, 30 * 24 * 60);
        Arbitrary<Integer> halfLife = Arbitraries.integers().between(60, 7 * 24 * 3_600);
        Arbitrary<Family> family = Arbitraries.of(Family.values());
        return Combinators.combine(points, age, halfLife, family)
                .as(ScorePropertyTest::flag)
                .list()
                .ofMaxSize(30);
    }

    private static Flag flag(int points, int ageMinutes, int halfLifeSeconds, Family family) {
        Instant seen = NOW.minus(Duration.ofMinutes(ageMinutes));
        return new Flag(
                UUID.randomUUID(),
                "S1",
                1,
                false,
                WHO,
                family,
                1,
                1,
                points,
                Duration.ofSeconds(halfLifeSeconds),
                cap(family),
                seen,
                seen,
                NOW,
                Map.of());
    }

    @Property
    void itIsTheSumOfItsTable(@ForAll("flags") List<Flag> flags, @ForAll Set<Credit> credits) {
        Score score = Score.of(flags, credits, false, NOW);

        double sum = 0;
        for (FamilySum family : score.families()) {
            double lines = 0;
            for (Line line : family.lines()) {
                lines += line.counts();
            }
            sum += Math.min(family.cap(), lines);
        }
        for (Credit credit : credits) {
            sum += credit.points();
        }
        assertThat(score.total()).isEqualTo((int) Math.max(0, Math.round(sum)));
        assertThat(score.families().stream()
                        .mapToInt(family -> family.lines().size())
                        .sum())
                .isEqualTo(flags.size());
    }

    @Property
    void noFamilyAddsMoreThanItsCap(@ForAll("flags") List<Flag> flags) {
        Score score = Score.of(flags, Set.of(), false, NOW);

        assertThat(score.families())
                .allSatisfy(family -> assertThat(family.counts()).isBetween(0.0, (double) cap(family.family())));
    }

    @Property
    void theOrderInWhichFlagsComeChangesNothing(@ForAll("flags") List<Flag> flags, @ForAll long seed) {
        List<Flag> shuffled = new ArrayList<>(flags);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(Score.of(shuffled, Set.of(), false, NOW)).isEqualTo(Score.of(flags, Set.of(), false, NOW));
    }

    @Property
    void itOnlySinksAsTimeGoesBy(@ForAll("flags") List<Flag> flags, @ForAll @IntRange(max = 100_000) int minutes) {
        Instant later = NOW.plus(Duration.ofMinutes(minutes));

        assertThat(Score.of(flags, Set.of(), false, later).total())
                .isLessThanOrEqualTo(Score.of(flags, Set.of(), false, NOW).total());
    }

    @Property
    void anotherFlagNeverLowersIt(@ForAll("flags") List<Flag> flags) {
        if (!flags.isEmpty()) {
            assertThat(Score.of(flags, Set.of(), false, NOW).total())
                    .isGreaterThanOrEqualTo(Score.of(flags.subList(1, flags.size()), Set.of(), false, NOW)
                            .total());
        }
    }

    @Property
    void aFlagCountsHalfAfterItsHalfLife(
            @ForAll @IntRange(max = 100) int points, @ForAll @IntRange(min = 1, max = 100_000) int halfLife) {
        Flag flag = flag(points, 0, halfLife, Family.SPEND);

        assertThat(Line.of(flag, NOW).counts()).isEqualTo(points);
        assertThat(Line.of(flag, NOW.plusSeconds(halfLife)).counts()).isEqualTo(points / 2.0);
        assertThat(Line.of(flag, NOW.plusSeconds(2L * halfLife)).counts()).isEqualTo(points / 4.0);
    }

    @Property
    void whatIsOnTheAllowListHasNone(@ForAll("flags") List<Flag> flags) {
        assertThat(Score.of(flags, Set.of(), true, NOW).total()).isZero();
    }

    @Property
    void whatSpeaksForAnEntityLowersItByAsMuchAndNeverBelowNothing(@ForAll("flags") List<Flag> flags) {
        int without = Score.of(flags, Set.of(), false, NOW).total();
        int with = Score.of(flags, Set.of(Credit.PAID_LONG_WITHOUT_FLAGS), false, NOW)
                .total();

        assertThat(with).isGreaterThanOrEqualTo(0);
        if (without > 15) {
            assertThat(without - with).isEqualTo(15);
        }
    }
}
