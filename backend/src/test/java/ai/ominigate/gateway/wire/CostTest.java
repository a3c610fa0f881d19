package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CostTest {

    @Test
    void isADecimalWithoutTrailingZerosOrExponent() {
        assertThat(Cost.usd(0)).isEqualTo("0");
        assertThat(Cost.usd(1)).isEqualTo("0.000000001");
        assertThat(Cost.usd(12_300_000)).isEqualTo("0.0123");
        assertThat(Cost.usd(3_000_000_000L)).isEqualTo("3");
        assertThat(new String(Cost.field(12_300_000), UTF_8)).isEqualTo(",\"cost\":0.0123");
    }

    @Property
    void isExact(@ForAll @LongRange(min = 0) long nanos) {
        assertThat(new BigDecimal(Cost.usd(nanos)).movePointRight(9)).isEqualByComparingTo(BigDecimal.valueOf(nanos));
    }
}
