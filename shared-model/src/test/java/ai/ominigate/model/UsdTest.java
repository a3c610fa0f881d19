package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsdTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.000000000",
        "25, 25000000000, 25.000000000",
        "25.00, 25000000000, 25.000000000",
        "0.000000001, 1, 0.000000001",
        "-0.000000001, -1, -0.000000001",
        "12.34, 12340000000, 12.340000000",
        "1.5000000000, 1500000000, 1.500000000",
        "9223372036.854775807, 9223372036854775807, 9223372036.854775807",
        "-9223372036.854775808, -9223372036854775808, -9223372036.854775808",
    })
    void anAmountIsExactToTheNanoDollar(String text, long nanos, String written) {
        assertThat(Usd.parse(text)).isEqualTo(new Usd(nanos));
        assertThat(new Usd(nanos)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1,5", "1e3", "$5", "five", "+1", ".5", "5.", "0x10", "--1"})
    void whatIsNoDecimalIsRefused(String text) {
        assertThatThrownBy(() -> Usd.parse(text)).hasMessage("An amount is dollars in decimals, as in 25.00.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0000000001", "9223372036.854775808", "99999999999999999999"})
    void whatIsTooFineOrTooLargeIsRefused(String text) {
        assertThatThrownBy(() -> Usd.parse(text))
                .hasMessage("An amount has at most nine decimals and is below nine billion dollars.");
    }
}
