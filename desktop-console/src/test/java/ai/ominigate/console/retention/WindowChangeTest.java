package ai.ominigate.console.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.PolicyAnswers;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A window is changed: counted first, and not over what somebody else did meanwhile. */
class WindowChangeTest {

    private static final String CHANGE = "POST /admin/v1/retention/rules/USAGE/window";

    private final StaffServer server = PolicyAnswers.retention(new StaffServer());
    private final OpenConsole console =
            OpenConsole.at(server.address()).signedIn().go("retention");

    @BeforeEach
    void typeAnotherWindow() {
        console.selectFirst();
        console.press(KeyCode.W);
        console.type("number", "7");
        console.awaitWords("48,112,903 rows would go for good");
        console.type("reason", "Nobody needs it for longer");
    }

    @AfterEach
    void leaveNothingBehind() {
        console.close();
        server.close();
    }

    @Test
    void whatWouldGoIsCountedBeforeASecondPersonIsAsked() {
        server.answers(CHANGE, "ApprovalDetails");
        Snapshots.keep("retention-change-counted", console);
        console.fire("submit");
        console.awaitWords("A second person is asked at Approvals.");

        assertThat(server.asked(CHANGE)).hasSize(1);
        assertThat(server.asked(CHANGE).getFirst().body()).contains("\"window\":\"P7D\"");
        assertThat(server.asked(CHANGE).getFirst().headers()).containsEntry("if-match", "\"4\"");
    }

    @Test
    void whatSomebodyElseDidMeanwhileIsShownBesideItBeforeItIsOverwritten() {
        ObjectNode now = (ObjectNode) StaffServer.golden("RetentionRule");
        now.put("dataClass", "USAGE").put("version", 9).put("window", "P10D");
        ObjectNode stale = JsonNodeFactory.instance
                .objectNode()
                .put("title", "Precondition Failed")
                .put("status", 412)
                .put("code", "stale")
                .put("detail", "Somebody else changed it.");
        stale.set("current", now);
        server.answer(CHANGE, Answer.json(412, stale));
        console.fire("submit");
        console.awaitWords("10 days");
        Snapshots.keep("retention-change-conflict", console);
        server.answers(CHANGE, "ApprovalDetails");
        console.fireLast("submit");
        console.awaitWords("A second person is asked at Approvals.");

        assertThat(server.asked(CHANGE).getLast().headers()).containsEntry("if-match", "\"9\"");
    }
}
