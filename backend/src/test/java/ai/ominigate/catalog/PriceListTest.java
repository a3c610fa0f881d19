package ai.ominigate.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PriceListTest {

    @Property
    void sixDecimalsPerMillionTokensAreExact(@ForAll @LongRange(max = 1_000_000_000) long millionths) {
        PriceList prices =
                list(component(Unit.INPUT, 0, BigDecimal.valueOf(millionths, 6).toPlainString()));
        assertThat(prices.toPrice(7).ratesFor(1).input()).isEqualTo(millionths);
    }

    @Test
    void aClassWithoutAPriceIsBilledAsTheOneItIsPartOf() {
        PriceList prices = list(component(Unit.INPUT, 0, "2"), component(Unit.OUTPUT, 0, "8"));
        assertThat(prices.toPrice(7).ratesFor(1))
                .isEqualTo(new Rates(
                        2_000_000, 2_000_000, 2_000_000, 2_000_000, 8_000_000, 8_000_000, 2_000_000, 8_000_000));
    }

    @Test
    void aWriteToACacheIsBilledAsOneWhateverItsLife() {
        PriceList prices = list(
                component(Unit.INPUT, 0, "2"),
                component(Unit.CACHE_WRITE_5M, 0, "2.5"),
                component(Unit.OUTPUT, 0, "8"));
        assertThat(prices.toPrice(7).ratesFor(1).cacheWrite1h()).isEqualTo(2_500_000);
    }

    @Test
    void aUnitWithOnePriceHasItAtEveryLength() {
        PriceList prices = list(
                component(Unit.INPUT, 0, "1"),
                component(Unit.INPUT, 100, "2"),
                component(Unit.INPUT, 200, "3"),
                component(Unit.OUTPUT, 0, "9"));
        Price price = prices.toPrice(7);
        assertThat(price.bands()).hasSize(3);
        assertThat(price.ratesFor(100).input()).isEqualTo(1_000_000);
        assertThat(price.ratesFor(101).input()).isEqualTo(2_000_000);
        assertThat(price.ratesFor(201).input()).isEqualTo(3_000_000);
        assertThat(price.ratesFor(201).output()).isEqualTo(9_000_000);
    }

    @Test
    void aPriceThatIsTooFineOrTooHighCannotBeBilled() {
        assertThatThrownBy(() -> list(component(Unit.INPUT, 0, "0.0000001")).toPrice(7))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list(component(Unit.INPUT, 0, "1000.000001")).toPrice(7))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> component(Unit.INPUT, 0, "-1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aUnitHasOneFirstPriceAndNoTwoForOneLength() {
        assertThatThrownBy(() -> list(component(Unit.INPUT, 5, "1"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list(component(Unit.INPUT, 0, "1"), component(Unit.INPUT, 0, "2")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list(
                        component(Unit.INPUT, 0, "1"), component(Unit.INPUT, 5, "1"), component(Unit.INPUT, 5, "2")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalPricesHaveEqualChecksumsHoweverTheyWereWritten() {
        List<PriceList.Component> components = new ArrayList<>(List.of(
                component(Unit.INPUT, 0, "2.50"), component(Unit.INPUT, 9, "3"), component(Unit.OUTPUT, 0, "10")));
        String checksum = new PriceList(components).checksum();
        Collections.reverse(components);
        components.set(0, component(Unit.OUTPUT, 0, "1E+1"));
        assertThat(new PriceList(components).checksum()).isEqualTo(checksum);
        components.set(0, component(Unit.OUTPUT, 0, "10.000001"));
        assertThat(new PriceList(components).checksum()).isNotEqualTo(checksum);
    }

    private static PriceList list(PriceList.Component... components) {
        return new PriceList(Arrays.asList(components));
    }

    private static PriceList.Component component(Unit unit, long above, String usd) {
        return new PriceList.Component(unit, above, new BigDecimal(usd), unit.per());
    }
}
