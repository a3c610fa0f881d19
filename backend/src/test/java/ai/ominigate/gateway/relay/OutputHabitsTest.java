package ai.ominigate.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutputHabitsTest {
    private static final UUID KEY = UUID.randomUUID();
    private static final String MODEL = "fast";
    private static final long TO_BEGIN_WITH = 1_024;

    private final OutputHabits habits = new OutputHabits();

    @Test
    void longAnswersMakeTheNextCallHoldHalfAgainAsMuch() {
        assertThat(habits.expected(KEY, MODEL)).isEqualTo(TO_BEGIN_WITH);

        habits.learn(KEY, MODEL, 4_000);

        assertThat(habits.expected(KEY, MODEL)).isEqualTo(6_000);
    }

    @Test
    void shortAnswersDoNotMakeACallHoldTooLittle() {
        habits.learn(KEY, MODEL, 3);

        assertThat(habits.expected(KEY, MODEL)).isEqualTo(TO_BEGIN_WITH);
    }

    @Test
    void aLongAnswerIsForgottenSlowlyAndInTheEnd() {
        habits.learn(KEY, MODEL, 4_000);

        habits.learn(KEY, MODEL, 100);
        assertThat(habits.expected(KEY, MODEL)).isBetween(5_700L, 5_999L);

        for (int i = 0; i < 200; i++) {
            habits.learn(KEY, MODEL, 100);
        }
        assertThat(habits.expected(KEY, MODEL)).isEqualTo(TO_BEGIN_WITH);
    }

    @Test
    void otherKeysAndModelsHaveHabitsOfTheirOwn() {
        habits.learn(KEY, MODEL, 4_000);

        assertThat(habits.expected(UUID.randomUUID(), MODEL)).isEqualTo(TO_BEGIN_WITH);
        assertThat(habits.expected(KEY, "other")).isEqualTo(TO_BEGIN_WITH);
    }
}
