package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The real backend is killed while finance works with it, and started again. */
class StormIT {

    private static final String REASON = "They waited while it was away";

    private final RealGateway gateway = RealGateway.running();

    @Test
    void whatWasTypedOutlivesTheBackendAndIsDoneOnceWhenItIsBack() {
        try (OpenConsole finance = gateway.signIn(Role.FINANCE)) {
            finance.go("payments");
            gifts(finance);
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
            finance.until("the gift is listed", () -> given(finance) > 0);
            assertThat(given(finance)).isEqualTo(1);
        }
    }

    /** Rows of any list that tell of it. */
    private static long given(OpenConsole console) {
        return Screen.ask(() -> console.scene().getRoot().lookupAll("#rows").stream()
                .flatMap(list -> ((TableView<?>) list).getItems().stream())
                .filter(row -> row.toString().contains(REASON))
                .count());
    }

    private static void gifts(OpenConsole console) {
        Screen.act(() -> {
            TabPane pane = (TabPane) console.scene().getRoot().lookup(".tab-pane");
            pane.getTabs().stream()
                    .filter(each -> "gifts".equals(each.getId()))
                    .forEach(pane.getSelectionModel()::select);
        });
        console.settle();
    }
}
