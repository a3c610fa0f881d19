package ai.ominigate.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PriceTest {

    @Test
    void aPriceOfThreeAndThreeQuarterCentsPerMillionIsExact() {
        Price price = flat(new Rates(37_500, 0, 0, 0, 0, 0, 0, 0));

        assertThat(price.costNanos(TokenCounts.of(1_000_000, 0))).isEqualTo(37_500_000);
        assertThat(price.costNanos(TokenCounts.of(2, 0))).isEqualTo(75);
    }

    @Test
    void halfANanoDollarRoundsUpOnceForTheWholeCall() {
        Price price = flat(new Rates(500, 0, 0, 0, 500, 0, 0, 0));

        assertThat(price.costNanos(TokenCounts.of(1, 0))).isEqualTo(1);
        assertThat(price.costNanos(TokenCounts.of(1, 1))).isEqualTo(1);
    }

    @Test
    void thePromptDecidesTheBandAndTheWholeCallIsBilledByIt() {
        Rates base = new Rates(2_500_000, 250_000, 0, 0, 15_000_000, 0, 0, 0);
        Rates beyond = new Rates(5_000_000, 500_000, 0, 0, 22_500_000, 0, 0, 0);
        Price price = new Price(1, List.of(new Price.Band(0, base), new Price.Band(271_999, beyond)), 0);

        assertThat(price.costNanos(TokenCounts.of(271_999, 1))).isEqualTo(271_999L * 2_500 + 15_000);
        assertThat(price.costNanos(TokenCounts.of(272_000, 1))).isEqualTo(272_000L * 5_000 + 22_500);
        assertThat(price.costNanos(new TokenCounts(200_000, 72_000, 0, 0, 0, 0, 0, 0)))
                .as("cached tokens are part of the prompt")
                .isEqualTo(200_000L * 5_000 + 72_000L * 500);
    }

    @Test
    void aCallMayCostSomethingHoweverShortItIs() {
        Price price = new Price(1, flat(new Rates(0, 0, 0, 0, 0, 0, 0, 0)).bands(), 12_000_000_000L);

        assertThat(price.costNanos(TokenCounts.ZERO)).isEqualTo(12_000_000);
    }

    @Property
    void theCostIsTheDecimalSumRoundedHalfUpToTheBit(
            @ForAll("counts") TokenCounts tokens, @ForAll("rates") Rates rates) {
        BigDecimal pico = product(tokens.input(), rates.input())
                .add(product(tokens.cacheRead(), rates.cacheRead()))
                .add(product(tokens.cacheWrite5m(), rates.cacheWrite5m()))
                .add(product(tokens.cacheWrite1h(), rates.cacheWrite1h()))
                .add(product(tokens.output(), rates.output()))
                .add(product(tokens.reasoning(), rates.reasoning()))
                .add(product(tokens.audioInput(), rates.audioInput()))
                .add(product(tokens.audioOutput(), rates.audioOutput()));

        assertThat(flat(rates).costNanos(tokens))
                .isEqualTo(
                        pico.movePointLeft(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    @Property
    void noCallCostsMoreThanItsCeiling(@ForAll("counts") TokenCounts tokens, @ForAll("rates") Rates rates) {
        Price price = flat(rates);

        assertThat(price.costNanos(tokens))
                .isLessThanOrEqualTo(price.ceilingNanos(tokens.prompt(), tokens.completion()));
    }

    @Provide
    Arbitrary<TokenCounts> counts() {
        Arbitrary<Long> tokens = Arbitraries.longs().between(0, 3_000_000);
        return Combinators.combine(tokens, tokens, tokens, tokens, tokens, tokens, tokens, tokens)
                .as(TokenCounts::new);
    }

    @Provide
    Arbitrary<Rates> rates() {
        Arbitrary<Long> rate = Arbitraries.longs().between(0, Rates.MAX_PICO_PER_TOKEN);
        return Combinators.combine(rate, rate, rate, rate, rate, rate, rate, rate)
                .as(Rates::new);
    }

    private static BigDecimal product(long tokens, long rate) {
        return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(rate));
    }

    private static Price flat(Rates rates) {
        return new Price(1, List.of(new Price.Band(0, rates)), 0);
    }
}
