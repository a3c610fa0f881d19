package ai.ominigate.personal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {

    @ParameterizedTest
    @CsvSource({
        "write to jane@example.com.,write to j•••@e•••.com.",
        "from 198.51.100.7,from •••",
        "from 198.51.100.0/25 on,from ••• on",
        "was 2001:db8:1:2:3:4:5:6!,was •••!",
        "was ::1 or 2001:db8::7/64,was ••• or •••",
        "was ::ffff:198.51.100.7,was •••",
        "at 198.51.100.7:443,at •••:443",
        "see http://198.51.100.7:8080/x,see http://•••:8080/x",
        "IP:198.51.100.7 from:2001:db8::7,IP:••• from:•••",
        "network:198.51.100.7/32_,network:•••_"
    })
    void addressesInWhatSomebodyWroteAreMasked(String written, String shown) {
        assertThat(Masked.text(written)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at 12:00:00 by two",
                "version 1.2.3",
                "case 019a1b2c-0000-7000-8000-000000000001",
                "Map::of and a:b",
                "since 2026-11-26T12:00:00.123456Z"
            })
    void whatIsNoAddressStays(String written) {
        assertThat(Masked.text(written)).isEqualTo(written);
    }

    @Test
    void theNameOfWhomItIsAboutIsMaskedHoweverItIsSpelled() {
        assertThat(Masked.text("I am ADA  Lovelace, and Adal is not.", "Ada Lovelace"))
                .isEqualTo("I am A••• L•••, and Adal is not.");
    }

    @Test
    void aNameWithSignsOfAPatternIsAName() {
        assertThat(Masked.text("from A.B (GmbH) $1", "A.B (GmbH)")).isEqualTo("from A••• (••• $1");
    }
}
