package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The abuse desk's screens in every way that people may see them. */
class AbuseScreensTest {

    @TestFactory
    Stream<DynamicTest> queue() {
        return Snapshots.of(
                "abuse", List.of("GET /admin/v1/abuse/cases"), AbuseScreens::queue, OpenConsole::selectFirst);
    }

    @TestFactory
    Stream<DynamicTest> caseWithItsDecision() {
        return Snapshots.of("abuse", "abuse-case", List.of(), AbuseScreens::queue, console -> {
            console.selectFirst();
            console.press(KeyCode.ENTER);
            console.await("choice-BLOCK_NETWORK");
            console.press(KeyCode.DIGIT2);
            console.await("impact-title");
        });
    }

    @TestFactory
    Stream<DynamicTest> network() {
        return Snapshots.of("network", List.of(), AbuseScreens::network, console -> {
            console.type("address", "203.0.113.7");
            console.fire("look");
            console.await("network");
            console.await("network-accounts");
        });
    }

    @TestFactory
    Stream<DynamicTest> decisions() {
        return Snapshots.of(
                "decisions",
                List.of("GET /admin/v1/abuse/decisions"),
                AbuseScreens::decisions,
                OpenConsole::selectFirst);
    }

    /** Whoever decides can read what that rests on. */
    @Test
    void thePolicyThatADecisionRestsOnIsReadBesideIt() {
        try (StaffServer server = new StaffServer()) {
            AbuseScreens.queue(server);
            server.answers("GET /legal/privacy", "PolicyDocument");
            try (OpenConsole console = OpenConsole.at(server.address())) {
                console.signedIn().go("abuse");
                console.selectFirst();
                console.press(KeyCode.ENTER);
                console.await("choice-BLOCK_NETWORK");
                console.fire("policy");
                console.awaitWords("Privacy policy, version");
                Snapshots.keep("abuse-policy", console);
            }
            assertThat(server.asked("GET /legal/privacy")).singleElement().satisfies(asked -> {
                assertThat(asked.query()).isEqualTo("lang=en");
                assertThat(asked.headers()).containsEntry("accept", "application/json");
            });
        }
    }
}
