package ai.ominigate.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.retention.DataClass;
import java.time.Instant;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of two windows keeps something longer. */
class ClassRuleTest {

    /** Months are as long as they happen to be, also 24 of them: of 730 days or of 731. */
    @ParameterizedTest
    @CsvSource({
        "P31D, P1M, true",
        "P1M, P31D, false",
        "P1M, P28D, true",
        "P28D, P1M, false",
        "P30D, P1M, true",
        "P1M, P30D, true",
        "P731D, P24M, true",
        "P24M, P731D, false",
        "P24M, P730D, true",
        "P730D, P24M, false",
        "P24M1D, P24M, true",
        "P24M, P24M1D, false",
        "P1Y, P12M, false",
        "P12M, P1Y, false",
        "P15D, P14D, true",
        "P14D, P14D, false"
    })
    void aWindowIsLongerIfItIsSoOnAnyDay(Period one, Period other, boolean longer) {
        assertThat(ClassRule.isLonger(one, other)).isEqualTo(longer);
    }

    @ParameterizedTest
    @CsvSource({
        "OPERATIONAL_LOG, P1M",
        "USAGE, P89D",
        "REQUEST_RECORDS, P24M",
        "REQUEST_RECORDS, P731D",
        "SUPPRESSION, P35D"
    })
    void aWindowIsRefusedThatIsOutOfBoundsOnSomeDay(DataClass dataClass, Period window) {
        assertThat(ClassRule.of(dataClass).admits(window)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"REQUEST_RECORDS, P24M1D", "REQUEST_RECORDS, P732D", "SUPPRESSION, P36D", "USAGE, P92D"})
    void theShortestWindowThatKeepsSomethingLongEnoughCanBeChosen(DataClass dataClass, Period window) {
        assertThat(ClassRule.of(dataClass).admits(window)).isTrue();
    }

    /** Days go as a whole, a little before each of their moments is as old as the window. */
    @Test
    void nothingGoesBeforeTheTimeThatALawNames() {
        Instant now = Instant.parse("2028-03-01T12:00:00Z");
        assertThat(ClassRule.of(DataClass.REQUEST_RECORDS)
                        .cutoff(now, ClassRule.of(DataClass.REQUEST_RECORDS).shortest()))
                .isBeforeOrEqualTo("2026-03-01T12:00:00Z");
        assertThat(ClassRule.of(DataClass.SUPPRESSION)
                        .cutoff(now, ClassRule.of(DataClass.SUPPRESSION).shortest()))
                .isBeforeOrEqualTo("2028-01-26T12:00:00Z");
    }
}
