package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import java.io.IOException;
import java.time.Duration;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The real backend is killed while finance works with it, and started again; and what it answers comes ten seconds late. */
class StormIT {

    private static final String REASON = "They waited while it was away";

    private static final String SLOWLY = "They waited while the line was slow";
    private static final Duration LATE = Duration.ofSeconds(10);

    private final RealGateway gateway = RealGateway.running();

    @Test
    void whatWasTypedOutlivesTheBackendAndIsDoneOnceWhenItIsBack() {
        try (OpenConsole finance = gateway.signIn(Role.FINANCE)) {
            finance.go("payments");
            choose(finance, "gifts");
            finance.settle();
            finance.selectFirst();
            finance.fire("payments-give");
            finance.type("amount", "1.00");
            finance.type("reason", REASON);

            gateway.kill();
            finance.fireLast("submit");
            finance.awaitWords("OminiGate does not answer at localhost.");
            finance.awaitWords("Offline since");
            assertThat(finance.text("reason")).isEqualTo(REASON);
            Snapshots.keep("real-storm", finance);

            gateway.startAgain();
            finance.until("it is there again", () -> !finance.hasWords("Offline since"));
            finance.fireLast("submit");
            finance.awaitWords("are in the account’s balance.");
            finance.press(KeyCode.F5);
            finance.settle();
            finance.until("the gift is listed", () -> given(finance, REASON) > 0);
            assertThat(given(finance, REASON)).isEqualTo(1);
        }
    }

    @Test
    void whatIsAnsweredAfterTenSecondsFreezesNothingAndIsDoneOnce() throws IOException {
        try (SlowLine line = new SlowLine(gateway.address());
                OpenConsole finance = gateway.signIn(Role.FINANCE, line.address())) {
            finance.go("payments");
            line.answersCome(LATE);
            long begun = System.nanoTime();
            choose(finance, "refunds");
            finance.until("it shows that it is at it", () -> isAtIt(finance));
            finance.fire("search");
            finance.await("paletteField");
            finance.press(KeyCode.ESCAPE);
            assertThat(isAtIt(finance)).as("while somebody does something else").isTrue();
            finance.until("the list has come", () -> !isAtIt(finance));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(LATE);
            assertThat(finance.shows("retry")).isFalse();

            line.answersCome(Duration.ZERO);
            choose(finance, "gifts");
            finance.settle();
            finance.selectFirst();
            finance.fire("payments-give");
            finance.type("amount", "1.00");
            finance.type("reason", SLOWLY);
            line.answersCome(LATE);
            finance.fireLast("submit");
            finance.until("it is on its way", () -> finance.isDisabled("submit"));
            finance.press(KeyCode.CONTROL, KeyCode.ENTER);
            assertThat(finance.text("reason")).isEqualTo(SLOWLY);
            assertThat(finance.isDisabled("submit")).isTrue();
            finance.awaitWords("are in the account’s balance.");

            line.answersCome(Duration.ZERO);
            finance.press(KeyCode.F5);
            finance.until("the gift is listed", () -> given(finance, SLOWLY) > 0);
            assertThat(given(finance, SLOWLY)).isEqualTo(1);
        }
    }

    private static boolean isAtIt(OpenConsole console) {
        return Screen.ask(() -> console.scene().getRoot().lookup(".skeleton") != null);
    }

    /** Rows of any list that tell of it. */
    private static long given(OpenConsole console, String reason) {
        return Screen.ask(() -> console.scene().getRoot().lookupAll("#rows").stream()
                .flatMap(list -> ((TableView<?>) list).getItems().stream())
                .filter(row -> row.toString().contains(reason))
                .count());
    }

    private static void choose(OpenConsole console, String tab) {
        Screen.act(() -> {
            TabPane pane = (TabPane) console.scene().getRoot().lookup(".tab-pane");
            pane.getTabs().stream().filter(each -> tab.equals(each.getId())).forEach(pane.getSelectionModel()::select);
        });
    }
}
