package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.StaffServer.Answer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** What happens when two people have the same row before them. */
class MeanwhileTest {

    private static final String LIFT = "DELETE /admin/v1/abuse/decisions/019a1b2c-0000-7000-8000-000000000000";

    @Test
    void whatSomebodyElseMadeOfARowIsShownBesideWhatOneSawAndOneCanGoOnWithThat() {
        try (StaffServer server = new StaffServer()) {
            AbuseScreens.decisions(server);
            server.page("GET /admin/v1/abuse/decisions", "DecisionInForce", 1);
            ObjectNode now = (ObjectNode) StaffServer.golden("DecisionInForce");
            now.put("id", "019a1b2c-0000-7000-8000-000000000000").put("version", 41);
            now.put("until", "2031-05-06T07:08:09Z");
            ObjectNode problem = new JsonMapper()
                    .createObjectNode()
                    .put("status", 412)
                    .put("code", "version_changed")
                    .put("detail", "Somebody else has changed it.");
            problem.set("current", now);
            server.answer(LIFT, Answer.json(412, problem));
            try (OpenConsole console = OpenConsole.at(server.address())) {
                console.signedIn().go("decisions");
                console.selectFirst();
                console.fire("abuse-lift");
                console.fireLast("submit");
                console.awaitWords("2031");
                Snapshots.keep("conflict", console);

                server.answer(LIFT, Answer.json(200, StaffServer.golden("DecisionDetails")));
                console.fireLast("submit");
                console.awaitWords("It is lifted.");

                assertThat(server.asked(LIFT).getLast().headers()).containsEntry("if-match", "\"41\"");
            }
        }
    }

    @Test
    void theNumberOfARequestLeadsToIt() {
        try (StaffServer server = new StaffServer()) {
            server.page("GET /admin/v1/privacy/requests", "RequestSummary", 1);
            try (OpenConsole console = OpenConsole.at(server.address())) {
                console.signedIn();
                console.follow("pr-42");

                assertThat(server.asked("GET /admin/v1/privacy/requests").stream()
                                .map(each -> each.query()))
                        .anyMatch(query -> query.contains("reference=PR-000042"));
                console.settle();
                assertThat(server.asked("GET /admin/v1/privacy/requests/019a1b2c-0000-7000-8000-000000000000"))
                        .isNotEmpty();
            }
        }
    }
}
