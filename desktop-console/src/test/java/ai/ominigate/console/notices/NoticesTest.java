package ai.ominigate.console.notices;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.view.Theme;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The bell in the top bar. */
class NoticesTest {

    private static final String ID = "019a1b2c-0000-7000-8000-000000000000";

    private final StaffServer server = new StaffServer();

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    private void waits() {
        ObjectNode approval = (ObjectNode) StaffServer.golden("ApprovalDetails");
        approval.put("id", ID).put("status", "OPEN").put("mayDecide", true);
        server.answer("GET /admin/v1/approvals", Answer.json(200, "{\"items\":[" + approval + "]}"))
                .answer("GET /admin/v1/approvals/" + ID, Answer.json(200, approval))
                .answers("GET /admin/v1/overview", "Overview")
                .page("GET /admin/v1/privacy/requests", "RequestSummary", 2);
    }

    @Test
    void whoeverWorksAtSomethingElseIsToldOfWhatWaitsAndLedToIt() {
        waits();
        try (OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            console.until("two requests are due", () -> console.text("notices").equals("2"));
            server.tell("approval.proposed", "approval:" + ID, 7);
            console.awaitWords("A second person is needed:");
            assertThat(console.text("notices")).isEqualTo("3");
            console.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.B);
            console.awaitWords("is due soon.");
            assertThat(console.text("notices")).isEmpty();

            console.fire("notice-" + ID);
            console.await("approvals-approve");
        }
    }

    @TestFactory
    Stream<DynamicTest> noticesShowInBothLanguagesAndLarge() {
        return Stream.of(
                shown("notices", Locale.ENGLISH, Theme.Look.LIGHT, 1),
                shown("notices-dark", Locale.ENGLISH, Theme.Look.DARK, 1),
                shown("notices-zh", Locale.SIMPLIFIED_CHINESE, Theme.Look.LIGHT, 1),
                shown("notices-200", Locale.ENGLISH, Theme.Look.LIGHT, 2));
    }

    private DynamicTest shown(String name, Locale locale, Theme.Look look, double scale) {
        return DynamicTest.dynamicTest(name, () -> {
            waits();
            try (OpenConsole console =
                    OpenConsole.at(server.address(), locale, look, scale).signedIn()) {
                console.until(
                        "two requests are due", () -> console.text("notices").equals("2"));
                console.settle();
                Snapshots.keep(name + "-bell", console);
                console.fire("notices");
                console.await("cancel");
                console.settle();
                Snapshots.keep(name, console);
            }
        });
    }
}
