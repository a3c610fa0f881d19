package ai.ominigate.console.reveal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Breaking the glass, and that a privacy officer has seen it. */
class EmergenciesTest {

    private static final String BEGIN = "POST /admin/v1/break-glass";
    private static final String ID = "019a1b2c-0000-7000-8000-000000000000";

    private final StaffServer server = new StaffServer();

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    private static ObjectNode emergency(long seconds) {
        ObjectNode emergency = (ObjectNode) StaffServer.golden("BreakGlassDetails");
        emergency.put("id", ID).put("endsAt", Instant.now().plusSeconds(seconds).toString());
        emergency.withObject("by").put("id", "019a1b2c-0000-7000-8000-0000000000ff");
        emergency.remove(List.of("acknowledgedBy", "acknowledgedAt"));
        return emergency;
    }

    private static void ask(OpenConsole console) {
        console.press(KeyCode.CONTROL, KeyCode.K);
        console.type("paletteField", "break the glass");
        console.press(KeyCode.ENTER);
        console.await("reason");
    }

    @Test
    void theGlassIsBrokenWithAReasonAndItShowsForHowLong() {
        server.answer(BEGIN, Answer.json(201, emergency(1800)));
        try (OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            ask(console);
            console.type("reason", "Too short");
            assertThat(console.isDisabled("submit")).isTrue();
            console.type("reason", "Keys of many accounts are used from one network.");
            Snapshots.keep("emergency-begin", console);
            console.fire("submit");
            console.await("emergency");
            console.settle();
            Snapshots.keep("emergency", console);

            assertThat(server.asked(BEGIN).getFirst().body()).contains("SECURITY_INCIDENT", "Keys of many accounts");
            assertThat(console.hasWords("Glass broken: ")).isTrue();
        }
    }

    @Test
    void nothingSaysSoAnyMoreWhenItIsOver() {
        server.answer(BEGIN, Answer.json(201, emergency(6)));
        try (OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            ask(console);
            console.type("reason", "Keys of many accounts are used from one network.");
            console.fire("submit");
            console.await("emergency");
            console.until("it is over", () -> !console.shows("emergency"));
        }
    }

    @Test
    void anotherPersonAcknowledgesItWithTheVersionThatTheySaw() {
        server.answer("GET /admin/v1/break-glass", Answer.json(200, "{\"items\":[" + emergency(0) + "]}"));
        String route = BEGIN + "/" + ID + "/acknowledge";
        server.answers(route, "BreakGlassDetails");
        try (OpenConsole console = OpenConsole.at(server.address()).signedIn().go("emergencies")) {
            console.selectFirst();
            console.awaitWords("Emergency of Grace");
            console.press(KeyCode.Y);
            console.fire("submit");
            console.awaitWords("Acknowledged. The audit log has it.");

            assertThat(server.asked(route).getFirst().headers()).containsEntry("if-match", "\"2\"");
        }
    }
}
