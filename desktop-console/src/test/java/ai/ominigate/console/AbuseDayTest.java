package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.StaffServer.Answer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the queue to a decision by keyboard alone. */
class AbuseDayTest {

    private static final String DECIDE = "POST /admin/v1/abuse/decisions";

    private final StaffServer server = new StaffServer();
    private OpenConsole console;

    @BeforeEach
    void openACase() {
        AbuseScreens.queue(server);
        console = OpenConsole.at(server.address()).signedIn().go("abuse");
        console.selectFirst();
        console.press(KeyCode.ENTER);
        console.await("choice-BLOCK_NETWORK");
    }

    @AfterEach
    void leaveNothingBehind() {
        console.close();
        server.close();
    }

    @Test
    void aNetworkIsBlockedAndTheNextCaseOpensAndTheBlockCanBeTakenBack() {
        ObjectNode decided = (ObjectNode) StaffServer.golden("DecisionInForce");
        decided.put("action", "BLOCK_NETWORK").put("entity", "network:203.0.113.•••");
        server.answer(DECIDE, Answer.json(201, decided));
        String lift = "DELETE /admin/v1/abuse/decisions/" + decided.get("id").asText();
        server.answer(lift, Answer.json(200, StaffServer.golden("DecisionDetails")));

        console.press(KeyCode.DIGIT2);
        console.await("impact-title");
        console.type("decide-reason", "Guesses passwords");
        console.press(KeyCode.CONTROL, KeyCode.ENTER);
        console.awaitWords("Block the network: 203.0.113.•••.");

        assertThat(server.asked(DECIDE)).hasSize(1);
        assertThat(server.asked(DECIDE).getFirst().body()).contains("BLOCK_NETWORK", "Guesses passwords");
        console.settle();
        assertThat(server.asked("GET /admin/v1/abuse/cases/019a1b2c-0000-7000-8000-000000000001"))
                .isNotEmpty();

        console.press(KeyCode.U);
        console.awaitWords("The decision was taken back.");
        assertThat(server.asked(lift)).hasSize(1);
    }

    @Test
    void whatTheServerRefusesIsSaidAndTheDraftStays() {
        server.answer(DECIDE, Answer.problem(409, "own_address", "You call from there yourself."));
        console.press(KeyCode.DIGIT2);
        console.await("impact-title");
        console.type("decide-reason", "Guesses passwords");
        console.press(KeyCode.CONTROL, KeyCode.ENTER);
        console.awaitWords("You call from there yourself.");

        assertThat(console.text("decide-reason")).isEqualTo("Guesses passwords");
    }

    @Test
    void escapeGoesBackToTheQueue() {
        console.press(KeyCode.ESCAPE);
        console.await("rows");

        assertThat(console.rows()).isEqualTo(30);
    }
}
