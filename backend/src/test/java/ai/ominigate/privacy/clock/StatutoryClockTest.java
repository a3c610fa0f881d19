package ai.ominigate.privacy.clock;

import static ai.ominigate.model.privacy.RequestType.ACCESS;
import static ai.ominigate.model.privacy.RequestType.COMPLAINT;
import static ai.ominigate.model.privacy.RequestType.DELETION;
import static ai.ominigate.model.privacy.RequestType.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.Urgency;
import ai.ominigate.privacy.clock.Deadlines.Extension;
import ai.ominigate.privacy.clock.StatutoryClock.Start;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatutoryClockTest {
    private final StatutoryClock clock = new StatutoryClock(new ClockSettings(Set.of()));

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # received,  due,        moved,      extended,   moved
                    2026-01-31,  2026-02-28, 2026-03-02, 2026-04-30, 2026-04-30
                    2026-04-27,  2026-05-27, 2026-05-27, 2026-07-27, 2026-07-27
                    2026-08-31,  2026-09-30, 2026-09-30, 2026-11-30, 2026-11-30
                    2026-09-03,  2026-10-03, 2026-10-05, 2026-12-03, 2026-12-03
                    2026-11-30,  2026-12-30, 2026-12-30, 2027-02-28, 2027-03-01
                    2028-01-31,  2028-02-29, 2028-02-29, 2028-04-30, 2028-05-01
                    """)
    void europeCountsCalendarMonthsAndMovesAnEndToAWorkingDay(
            LocalDate received, LocalDate due, LocalDate latest, LocalDate extendedDue, LocalDate extendedLatest) {
        for (Regime regime : Set.of(Regime.EU, Regime.UK)) {
            Deadlines deadlines = clock.deadlines(regime, ACCESS, Start.at(noon(received)));

            assertThat(deadlines)
                    .isEqualTo(new Deadlines(
                            received,
                            null,
                            received.plusDays(21),
                            due,
                            latest,
                            new Extension(due, extendedDue, extendedLatest)));
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # received,  told,       due,        extended
                    2026-01-31,  2026-02-13, 2026-03-17, 2026-05-01
                    2026-04-27,  2026-05-11, 2026-06-11, 2026-07-26
                    2026-08-31,  2026-09-14, 2026-10-15, 2026-11-29
                    2026-09-03,  2026-09-17, 2026-10-18, 2026-12-02
                    2026-11-30,  2026-12-14, 2027-01-14, 2027-02-28
                    2028-01-31,  2028-02-14, 2028-03-16, 2028-04-30
                    """)
    void californiaCountsDaysAndMovesNothing(LocalDate received, LocalDate told, LocalDate due, LocalDate extended) {
        Deadlines deadlines = clock.deadlines(Regime.CALIFORNIA, DELETION, Start.at(noon(received)));

        assertThat(deadlines)
                .isEqualTo(new Deadlines(
                        received, told, received.plusDays(21), due, due, new Extension(due, extended, extended)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-03-01",
        "2026-04-27, 2026-05-26",
        "2026-08-31, 2026-09-29",
        "2026-09-03, 2026-10-02",
        "2026-11-30, 2026-12-29",
        "2028-01-31, 2028-02-29"
    })
    void aComplaintIsAcknowledgedWithinThirtyDaysOfWhichItsOwnIsTheFirst(LocalDate received, LocalDate acknowledged) {
        Deadlines deadlines = clock.deadlines(Regime.UK, COMPLAINT, Start.at(noon(received)));

        assertThat(deadlines.acknowledged()).isEqualTo(acknowledged);
        assertThat(deadlines.latest()).isNull();
        assertThat(deadlines.extension()).isNull();
    }

    @Test
    void whereNothingIsKnownOfAPersonTheShortestTimesHold() {
        Deadlines deadlines = clock.deadlines(Regime.UNKNOWN, ACCESS, Start.at(noon("2026-09-03")));

        assertThat(deadlines.acknowledged()).isEqualTo("2026-09-17");
        assertThat(deadlines.due()).isEqualTo("2026-10-03");
        assertThat(deadlines.latest()).isEqualTo("2026-10-05");
        assertThat(deadlines.extension())
                .isEqualTo(new Extension(
                        LocalDate.parse("2026-10-03"), LocalDate.parse("2026-12-02"), LocalDate.parse("2026-12-02")));
    }

    @Test
    void aMomentIsAnotherDayInAnotherPlace() {
        Instant lateInLondon = Instant.parse("2026-09-03T23:30:00Z");

        assertThat(clock.deadlines(Regime.UK, ACCESS, Start.at(lateInLondon)).received())
                .isEqualTo("2026-09-04");
        assertThat(clock.deadlines(Regime.EU, ACCESS, Start.at(lateInLondon)).received())
                .isEqualTo("2026-09-03");
        assertThat(clock.today(Regime.EU, lateInLondon)).isEqualTo("2026-09-04");
        assertThat(clock.deadlines(Regime.CALIFORNIA, ACCESS, Start.at(lateInLondon))
                        .received())
                .isEqualTo("2026-09-03");
        assertThat(clock.deadlines(Regime.UNKNOWN, ACCESS, Start.at(lateInLondon))
                        .received())
                .isEqualTo("2026-09-03");
    }

    @Test
    void publicHolidaysAreNotWorkedOn() {
        StatutoryClock withHolidays = new StatutoryClock(
                new ClockSettings(Set.of(LocalDate.parse("2026-12-25"), LocalDate.parse("2026-12-28"))));

        Deadlines deadlines = withHolidays.deadlines(Regime.UK, ACCESS, Start.at(noon("2026-11-25")));

        assertThat(deadlines.due()).isEqualTo("2026-12-25");
        assertThat(deadlines.latest()).isEqualTo("2026-12-29");
    }

    @Test
    void inTheUkTheClockBeginsWhenWeKnowWhoAsksAndStandsWhileWeWait() {
        Start start = new Start(noon("2026-04-27"), noon("2026-05-04"), 3);

        assertThat(clock.deadlines(Regime.UK, ACCESS, start).due()).isEqualTo("2026-06-07");
        assertThat(clock.deadlines(Regime.UK, ACCESS, start).latest()).isEqualTo("2026-06-08");
        assertThat(clock.deadlines(Regime.EU, ACCESS, start).due()).isEqualTo("2026-05-27");
        assertThat(clock.deadlines(Regime.CALIFORNIA, ACCESS, start).due()).isEqualTo("2026-06-11");
    }

    @Test
    void moreTimeIsTakenOnceAndToldWithinTheFirstPeriod() {
        Deadlines deadlines = clock.deadlines(Regime.EU, ACCESS, Start.at(noon("2026-09-03")));

        Deadlines extended = deadlines.extended(LocalDate.parse("2026-10-03"));

        assertThat(extended.latest()).isEqualTo("2026-12-03");
        assertThatThrownBy(() -> extended.extended(LocalDate.parse("2026-10-03")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> deadlines.extended(LocalDate.parse("2026-10-04")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2026-10-03");
    }

    @Test
    void whatIsPressingGoesByTheShareOfTheTimeThatIsLeft() {
        Deadlines month = clock.deadlines(Regime.EU, ACCESS, Start.at(noon("2026-04-27")));
        assertThat(month.latest()).isEqualTo("2026-05-27");

        assertThat(urgency(month, "2026-04-27")).isEqualTo(Urgency.CALM);
        assertThat(urgency(month, "2026-05-12")).isEqualTo(Urgency.CALM);
        assertThat(urgency(month, "2026-05-13")).isEqualTo(Urgency.SOON);
        assertThat(urgency(month, "2026-05-20")).isEqualTo(Urgency.SOON);
        assertThat(urgency(month, "2026-05-21")).isEqualTo(Urgency.PRESSING);
        assertThat(urgency(month, "2026-05-27")).isEqualTo(Urgency.PRESSING);
        assertThat(urgency(month, "2026-05-28")).isEqualTo(Urgency.OVERDUE);
    }

    @Test
    void aQuestionHasNoDueDayButOurOwn() {
        Deadlines question = clock.deadlines(Regime.EU, QUESTION, Start.at(noon("2026-04-27")));

        assertThat(question.due()).isNull();
        assertThat(question.internalTarget()).isEqualTo("2026-05-18");
        assertThat(urgency(question, "2026-05-19")).isEqualTo(Urgency.OVERDUE);
    }

    private static Urgency urgency(Deadlines deadlines, String today) {
        return Objects.requireNonNull(deadlines).urgency(LocalDate.parse(today));
    }

    private static Instant noon(String day) {
        return noon(LocalDate.parse(day));
    }

    /** The same day in all places: noon in London. */
    private static Instant noon(LocalDate day) {
        return day.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
    }
}
