package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.StaffServer.Answer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an administrator does about colleagues, on the screen. */
class StaffScreenTest {

    private static final String MEMBER = "019a1b2c-0000-7000-8000-000000000000";
    private static final String ELSEWHERE = "019a1b2c-0000-7000-8000-000000000077";

    private final StaffServer server = new StaffServer();

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    @Test
    void oneSignInIsEndedAndTheOthersGoOn() {
        ObjectNode here = (ObjectNode) StaffServer.golden("SessionDetails");
        here.put("current", true);
        ObjectNode elsewhere = here.deepCopy().put("id", ELSEWHERE).put("current", false);
        ArrayNode sessions = JsonNodeFactory.instance.arrayNode().add(here).add(elsewhere);
        server.page("GET /admin/v1/staff", "MemberDetails", 2)
                .answer(
                        "GET /admin/v1/staff/" + MEMBER + "/sessions",
                        Answer.json(200, JsonNodeFactory.instance.objectNode().set("items", sessions)))
                .answer("DELETE /admin/v1/staff/" + MEMBER + "/sessions/" + ELSEWHERE, Answer.nothing());
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("staff");
            console.selectFirst();
            console.fire("end-session-" + ELSEWHERE);
            Snapshots.keep("staff-end-session", console);
            console.fire("submit");
            console.awaitWords("That sign-in of");
        }
        assertThat(server.asked("DELETE /admin/v1/staff/" + MEMBER + "/sessions/" + ELSEWHERE))
                .hasSize(1);
    }

    @Test
    void accessIsReviewedRoleByRole() {
        ObjectNode reviewed = (ObjectNode) StaffServer.golden("AccessDetails");
        server.page("GET /admin/v1/staff", "MemberDetails", 2)
                .page("GET /admin/v1/access", "AccessDetails", 3)
                .answer("POST /admin/v1/staff/" + MEMBER + "/review", Answer.json(202, reviewed.put("id", MEMBER)));
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("staff");
            EveryTabTest.show(console, "access");
            console.settle();
            console.selectFirst();
            console.fire("staff-review");
            Snapshots.keep("staff-review", console);
            console.fire("role-FINANCE");
            console.type("reason", "She has gone to another team.");
            console.fire("submit");
            console.awaitWords("It waits for another administrator");
        }
        assertThat(server.asked("POST /admin/v1/staff/" + MEMBER + "/review"))
                .singleElement()
                .satisfies(asked -> {
                    assertThat(asked.body())
                            .isEqualTo("{\"roles\":[\"SUPPORT\"],\"reason\":\"She has gone to another team.\"}");
                    assertThat(asked.headers()).containsKey("if-match");
                });
    }

    /** Of every list: what cannot be had anew stays, and says so. */
    @Test
    void rowsThatCouldNotBeHadAnewStayAndSaySo() {
        server.page("GET /admin/v1/staff", "MemberDetails", 5);
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("staff");
            console.selectFirst();
            server.breaks("GET /admin/v1/staff");
            console.press(KeyCode.F5);
            console.await("trouble");
            Snapshots.keep("list-not-refreshed", console);
            assertThat(console.rows()).isEqualTo(5);
        }
    }
}
