package ai.ominigate.console.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.retention.RetentionViewModel.Unit;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionViewModelTest {

    @ParameterizedTest
    @CsvSource({"P14D, DAYS, 14", "P13M, MONTHS, 13", "P1Y6M, MONTHS, 18", "P2Y, YEARS, 2", "P0D, DAYS, 0"})
    void aWindowIsOneNumberOfOneUnit(Period window, Unit unit, long number) {
        assertThat(RetentionViewModel.unit(window)).isEqualTo(unit);
        assertThat(RetentionViewModel.number(window)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"P14D, 14", "P13M, 396", "P1Y, 365", "P1Y6M10D, 558"})
    void aWindowIsSoManyDaysInAChart(Period window, long days) {
        assertThat(RetentionViewModel.days(window)).isEqualTo(days);
    }

    @Test
    void whatIsTypedBecomesAWindow() {
        assertThat(RetentionViewModel.window(" 7 ", Unit.DAYS)).contains(Period.ofDays(7));
        assertThat(RetentionViewModel.window("13", Unit.MONTHS)).contains(Period.ofMonths(13));
        assertThat(RetentionViewModel.window("2", Unit.YEARS)).contains(Period.ofYears(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "soon", "12345"})
    void whatIsNoWindowBecomesNone(String typed) {
        assertThat(RetentionViewModel.window(typed, Unit.DAYS)).isEmpty();
    }

    @Test
    void theAgeThatEachPurgeLeftIsToldInTheOrderOfTime() {
        Instant noon = Instant.parse("2026-11-23T12:00:00Z");

        assertThat(RetentionViewModel.ages(List.of(
                        receipt(noon.plus(Duration.ofDays(1)), noon.minus(Duration.ofDays(12))), receipt(noon, null))))
                .containsExactly(
                        new RetentionViewModel.Age(noon, 0),
                        new RetentionViewModel.Age(noon.plus(Duration.ofDays(1)), 13));
    }

    private static PurgeReceipt receipt(Instant at, @Nullable Instant oldest) {
        return new PurgeReceipt("019a", DataClass.OPERATIONAL_LOG, at, at, at, 5, oldest, "00");
    }
}
