package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.input.KeyCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever goes somewhere by keys goes on by keys. */
class KeysOnArrivalTest {

    @ParameterizedTest
    @EnumSource(
            value = KeyCode.class,
            names = {"L", "E", "S"})
    void keysAreForTheRowsOfWhereSomebodyHasGone(KeyCode place) {
        try (StaffServer server = PolicyAnswers.subprocessors(PolicyAnswers.policy(new StaffServer()));
                OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            console.settle();
            console.press(KeyCode.G);
            console.press(place);
            console.settle();

            assertThat(console.isFocused("rows")).isTrue();
        }
    }
}
