package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.staff.Role;
import java.util.List;
import javafx.scene.control.TabPane;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** Finance's day against the real backend with the demo's data. */
class FinanceIT {

    private final RealGateway gateway = RealGateway.running();

    @Test
    void financeSeesEveryListAndGivesCreditThatShowsAmongTheGifts() {
        try (OpenConsole finance = gateway.signIn(Role.FINANCE)) {
            finance.go("payments");
            finance.awaitWords("Payments are");
            for (String tab : List.of("refunds", "disputes", "differences", "comparisons", "automatic", "usage")) {
                show(finance, tab);
                assertThat(finance.shows("retry")).as(tab).isFalse();
                Snapshots.keep("real-finance-" + tab, finance);
            }
            show(finance, "gifts");
            finance.selectFirst();
            finance.fire("payments-give");
            finance.type("amount", "1.00");
            finance.type("reason", "They waited for long");
            finance.fireLast("submit");
            finance.awaitWords("are in the account’s balance.");
            finance.press(KeyCode.F5);
            finance.settle();
            // The newest comes first; the selection stays with the gift that was looked at.
            finance.focus("rows");
            finance.press(KeyCode.HOME);
            finance.awaitWords("They waited for long");
            finance.fire("payments-take-back");
            finance.type("reason", "It was the wrong account");
            finance.fireLast("submit");
            finance.awaitWords("were taken back.");
            Snapshots.keep("real-finance-gifts", finance);
        }
    }

    @Test
    void financeGivesCreditAndTakesItBackByKeyboardAlone() {
        try (OpenConsole finance = gateway.signInByKeys(Role.FINANCE)) {
            finance.palette("ominigate://payments?tab=gifts");
            finance.awaitRows();
            finance.press(KeyCode.J);
            finance.settle();
            finance.palette("Give credit");
            finance.fill("amount", "1.00");
            finance.fill("reason", "By keys alone");
            finance.press(KeyCode.CONTROL, KeyCode.ENTER);
            finance.awaitWords("are in the account’s balance.");
            finance.press(KeyCode.F5);
            finance.settle();
            finance.press(KeyCode.HOME);
            finance.awaitWords("By keys alone");
            finance.palette("Take credit back");
            finance.fill("reason", "It was the wrong account");
            finance.press(KeyCode.CONTROL, KeyCode.ENTER);
            finance.awaitWords("were taken back.");
        }
    }

    private static void show(OpenConsole console, String tab) {
        Screen.act(() -> {
            TabPane pane = (TabPane) console.scene().getRoot().lookup(".tab-pane");
            pane.getTabs().stream().filter(each -> tab.equals(each.getId())).forEach(pane.getSelectionModel()::select);
        });
        console.settle();
    }
}
