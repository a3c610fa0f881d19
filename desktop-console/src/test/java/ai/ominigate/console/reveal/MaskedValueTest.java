package ai.ominigate.console.reveal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.requests.Requests;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sender of a privacy request: masked, in clear for a purpose, and masked again. */
class MaskedValueTest {

    private static final String CLEAR = "ada@customer.example";

    private final StaffServer server = new StaffServer();
    private OpenConsole console;

    @BeforeEach
    void openARequest() {
        Requests.one(server, Requests.request("ACCESS", "IN_PROGRESS", "prepare"));
        answer(60);
        console = OpenConsole.at(server.address()).signedIn().go("requests");
        console.selectFirst();
        console.press(KeyCode.ENTER);
        console.await("eye");
    }

    @AfterEach
    void leaveNothingBehind() {
        console.close();
        server.close();
    }

    private void answer(long seconds) {
        ObjectNode value = (ObjectNode) StaffServer.golden("RevealedField");
        value.put("value", CLEAR)
                .put("hideAt", Instant.now().plusSeconds(seconds).toString());
        server.answer("POST /admin/v1/reveal", Answer.json(200, value));
    }

    private void reveal() {
        console.fire("eye");
        console.await("purpose");
        console.fire("submit");
        console.awaitWords(CLEAR);
    }

    @Test
    void itShowsForThePurposeOfTheDeskThatIsOfferedFirst() {
        assertThat(console.hasWords(CLEAR)).isFalse();
        console.fire("eye");
        console.await("purpose");
        Snapshots.keep("reveal", console);
        console.fire("submit");
        console.awaitWords(CLEAR);

        assertThat(server.asked("POST /admin/v1/reveal").getFirst().body()).contains("PRIVACY_REQUEST");
    }

    @Test
    void itIsMaskedWhenItsTimeIsOver() {
        answer(4);
        reveal();
        masked();
    }

    private void masked() {
        console.until("it is masked", () -> !console.hasWords(CLEAR));
    }

    @Test
    void itIsMaskedByTheSameButtonByTheLockAndByGoingElsewhere() {
        reveal();
        console.fire("eye");
        masked();

        reveal();
        console.press(KeyCode.CONTROL, KeyCode.L);
        console.await("lock");
        console.type("lockPassword", "correct horse");
        console.type("lockCode", "222333");
        console.fire("unlock");
        console.await("eye");
        masked();

        reveal();
        server.page("GET /admin/v1/approvals", "ApprovalDetails", 2);
        console.go("approvals").go("requests");
        masked();
    }
}
