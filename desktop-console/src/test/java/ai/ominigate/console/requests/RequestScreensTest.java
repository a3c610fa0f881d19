package ai.ominigate.console.requests;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Screen;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.view.Theme;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One request on the screen, as support works on it by keyboard. */
class RequestScreensTest {

    private static final String[] WORKING = {
        "prepare", "clarify", "triage", "ask-identity", "refuse", "withdraw", "no-match", "merge"
    };

    private final StaffServer server = new StaffServer();

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    private OpenConsole opened(ObjectNode request) {
        Requests.one(server, request);
        return open(OpenConsole.at(server.address()));
    }

    private static OpenConsole open(OpenConsole console) {
        console.signedIn().go("requests");
        console.selectFirst();
        console.press(KeyCode.ENTER);
        console.awaitWords("PR-000042");
        console.await("requests-letter");
        console.settle();
        return console;
    }

    @Test
    void theQueueIsKeptAsAFileByTheFiltersThatShow() throws Exception {
        Requests.queue(server).answer("POST /admin/v1/privacy/requests/export", Answer.json(200, "reference"));
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("requests");
            console.selectFirst();
            console.fire("more-filters");
            console.focus("filter-account");
            console.typeHere("019a1b2c-0000-7000-8000-000000000001");
            console.press(KeyCode.ENTER);
            console.settle();
            console.focus("rows");
            console.press(KeyCode.SHIFT, KeyCode.E);
            console.awaitWords("Saved as " + console.saved().getFirst() + ".");
            assertThat(console.saved())
                    .singleElement()
                    .satisfies(file -> assertThat(file)
                            .hasFileName("ominigate-requests.csv")
                            .hasContent("reference"));
            assertThat(console.saved().getFirst().resolveSibling("ominigate-requests.csv.part"))
                    .doesNotExist();
        }
        assertThat(server.asked("POST /admin/v1/privacy/requests/export"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.query())
                        .contains("account=019a1b2c-0000-7000-8000-000000000001")
                        .doesNotContain("limit"));
    }

    @TestFactory
    Stream<DynamicTest> aRequestShowsInEveryWay() {
        return Stream.of(
                shown("request", Locale.ENGLISH, 1, Snapshots::keepInEveryLook),
                shown("request-zh", Locale.SIMPLIFIED_CHINESE, 1, Snapshots::keep),
                shown("request-200", Locale.ENGLISH, 2, Snapshots::keep));
    }

    private DynamicTest shown(String name, Locale locale, double scale, BiConsumer<String, OpenConsole> keep) {
        return DynamicTest.dynamicTest(name, () -> {
            Requests.one(server, Requests.request("DELETION", "IN_PROGRESS", WORKING));
            try (OpenConsole console = open(OpenConsole.at(server.address(), locale, Theme.Look.LIGHT, scale))) {
                keep.accept(name, console);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyTabShows() {
        return Stream.of("data", "plan", "legs", "timeline", "correction", "export")
                .map(tab -> DynamicTest.dynamicTest(tab, () -> {
                    String type =
                            tab.equals("correction") ? "CORRECTION" : tab.equals("export") ? "ACCESS" : "DELETION";
                    ObjectNode request = Requests.request(type, "EXECUTING");
                    ((ObjectNode) request.get("legs").get(0).get("receipt"))
                            .put("files", 12)
                            .put("bytes", 48_210)
                            .put("sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
                    Requests.one(server, request);
                    try (OpenConsole console = OpenConsole.at(server.address())) {
                        console.signedIn().go("requests");
                        console.follow("ominigate://requests?id=" + Requests.ID + "&tab=" + tab);
                        console.await("requests-letter");
                        console.settle();
                        Snapshots.keep("request-tab-" + tab, console);
                    }
                }));
    }

    @Test
    void theNextStepIsOneKeyAwayAndItsDraftOutlivesARefusal() {
        server.answer("POST " + Requests.ROUTE + "/prepare", Answer.problem(409, "request_state", "It is over."));
        try (OpenConsole console = opened(Requests.request("ACCESS", "IN_PROGRESS", WORKING))) {
            console.press(KeyCode.D);
            console.type("answer", "You find it all in the package.");
            console.type("reason", "All is as asked.");
            Snapshots.keep("request-prepare", console);
            console.fire("submit");
            console.awaitWords("It is over.");

            assertThat(console.text("answer")).isEqualTo("You find it all in the package.");
            server.answers("POST " + Requests.ROUTE + "/prepare", "RequestSummary");
            console.fire("submit");
            console.awaitWords("Done: Prepare request.");
            assertThat(server.asked("POST " + Requests.ROUTE + "/prepare")).hasSize(2);
        }
    }

    @Test
    void aDeletionIsProposedWithTheAddressThatSomebodyTypedWhichTheServerCompares() {
        String propose = "POST " + Requests.ROUTE + "/propose";
        server.answer(propose, Answer.problem(422, "address_not_confirmed", "What came with this is not it."));
        try (OpenConsole console = opened(Requests.request("DELETION", "PREPARED", "propose"))) {
            console.press(KeyCode.D);
            console.type("email", "joan@example.com");
            console.type("reason", "As they ask.");
            Snapshots.keep("request-propose-deletion", console);
            console.fire("submit");
            console.awaitWords("What came with this is not it.");

            server.answers(propose, "RequestSummary");
            console.type("email", "jane@example.com");
            console.fire("submit");
            console.awaitWords("Done: Propose request.");
        }
        assertThat(server.asked(propose).getLast().body()).contains("\"email\":\"jane@example.com\"");
    }

    @Test
    void whoWasSlowerSeesBothAndDecides() {
        ObjectNode stale = (ObjectNode) StaffServer.read("{\"title\":\"Changed\",\"status\":412,\"code\":\"stale\"}");
        ObjectNode theirs = (ObjectNode) StaffServer.golden("RequestSummary");
        theirs.put("version", 8).put("state", "PREPARED");
        stale.set("current", theirs);
        server.answer("POST " + Requests.ROUTE + "/prepare", Answer.json(412, stale));
        try (OpenConsole console = opened(Requests.request("ACCESS", "IN_PROGRESS", WORKING))) {
            console.press(KeyCode.D);
            console.type("reason", "All is as asked.");
            console.fire("submit");
            console.awaitWords("Somebody was faster");
            Snapshots.keep("request-conflict", console);
        }
    }

    @Test
    void aLetterIsSeenBeforeItIsSent() {
        server.answers("POST " + Requests.ROUTE + "/letters/preview", "LetterPreview");
        try (OpenConsole console = opened(Requests.request("ACCESS", "IN_PROGRESS", WORKING))) {
            console.press(KeyCode.W);
            console.awaitWords("The person will see this text.");
            console.type("letter", "We are looking into it.");
            console.fire("showPreview");
            console.awaitWords("About your request (PR-000042)");
            Snapshots.keep("request-letter", console);
        }
    }

    @Test
    void aLetterOfOnesOwnSaysWhenItGoesAndIsTakenBackWithOneKey() {
        ObjectNode summary = (ObjectNode) StaffServer.golden("RequestSummary");
        summary.put("id", Requests.ID);
        String taken = "DELETE " + Requests.ROUTE + "/letters/" + Requests.LETTER;
        server.answer("POST " + Requests.ROUTE + "/letters", Answer.json(200, summary))
                .answer(taken, Answer.json(200, summary));
        try (OpenConsole console = opened(Requests.request("ACCESS", "IN_PROGRESS", WORKING))) {
            assertThat(console.shows("requests-take-back")).isFalse();
            console.press(KeyCode.W);
            console.type("letter", "That was rash.");
            Requests.one(
                    server,
                    Requests.withLetter(
                            Requests.request("ACCESS", "IN_PROGRESS", WORKING),
                            Instant.now().plusSeconds(600)));
            console.fire("submit");
            console.awaitWords("The letter goes at ");
            console.await("requests-take-back");
            Snapshots.keep("request-letter-goes", console);
            Requests.one(server, Requests.request("ACCESS", "IN_PROGRESS", WORKING));
            console.press(KeyCode.U);
            console.awaitWords("Taken back: nothing was sent.");
            console.settle();
            assertThat(console.shows("requests-take-back")).isFalse();
            console.press(KeyCode.U);
            console.settle();
        }
        assertThat(server.asked(taken)).hasSize(1);
    }

    @Test
    void aLetterThatHasGoneMeanwhileIsNotTakenBack() {
        server.answer(
                "DELETE " + Requests.ROUTE + "/letters/" + Requests.LETTER,
                Answer.problem(409, "letter_gone", "This letter has gone, or somebody else wrote it."));
        try (OpenConsole console = opened(Requests.withLetter(
                Requests.request("ACCESS", "IN_PROGRESS", WORKING),
                Instant.now().plusSeconds(600)))) {
            console.fire("undo");
            console.awaitWords("This letter has gone, or somebody else wrote it.");
        }
    }

    @Test
    void whatIsMissingIsSaidInSentences() {
        try (OpenConsole console = opened(Requests.request("ACCESS", "IN_PROGRESS", WORKING))) {
            console.press(KeyCode.F);
            console.awaitWords("It is over as soon as all of this is done:");
            Snapshots.keep("request-missing", console);
        }
    }

    @Test
    void aSecondPersonAgreesWhereTheyLook() {
        ObjectNode approval = (ObjectNode) StaffServer.golden("ApprovalDetails");
        approval.put("mayDecide", true).put("effect", "Deletes the account and all that belongs to it.");
        Requests.one(server, Requests.request("DELETION", "AWAITING_SECOND_APPROVAL", "approve", "decline"));
        String route = "/admin/v1/approvals/019a1b2c-0000-7000-8000-000000000022";
        server.answer("GET " + route, Answer.json(200, approval));
        String decided = "POST /admin/v1/approvals/" + approval.get("id").asText() + "/approve";
        server.answer(decided, Answer.json(200, approval));
        try (OpenConsole console = open(OpenConsole.at(server.address()))) {
            console.awaitWords("Deletes the account and all that belongs to it.");
            Snapshots.keep("request-approve", console);
            console.awaitWords("What would be different");
            Screen.act(() -> console.scene()
                    .getRoot()
                    .lookupAll(".scroll-pane")
                    .forEach(pane -> ((ScrollPane) pane).setVvalue(0.5)));
            console.settle();
            Snapshots.keep("request-approve-changes", console);
            console.press(KeyCode.D);
            console.fire("submit");
            console.awaitWords("Done: Approve.");
            assertThat(server.asked(decided)).hasSize(1);
        }
    }

    @Test
    void aRowIsTakenWithOneKeyAndGivenBackWithAnother() {
        Requests.queue(server).answers("POST " + Requests.ROUTE + "/assign", "RequestSummary");
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("requests");
            console.selectFirst();
            console.press(KeyCode.A);
            console.awaitWords("PR-000042 is yours.");
            console.fire("undo");
            assertThat(server.asked("POST " + Requests.ROUTE + "/assign")
                            .getFirst()
                            .body())
                    .contains("\"to\":");
        }
    }

    @Test
    void severalAreMarkedByKeyboardAndGivenToOnePersonOneAfterTheOther() {
        Requests.queue(server);
        server.answer("POST " + Requests.ROUTE + "/assign", Answer.json(200, StaffServer.golden("RequestSummary")))
                .answer(
                        "POST /admin/v1/privacy/requests/019a1b2c-0000-7000-8000-000000000001/assign",
                        Answer.problem(409, "ended", "It has ended meanwhile."));
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("requests");
            console.press(KeyCode.J);
            console.press(KeyCode.SPACE);
            console.press(KeyCode.J);
            console.press(KeyCode.SPACE);
            console.awaitWords("2 marked");
            Snapshots.keep("requests-marked", console);
            console.press(KeyCode.SHIFT, KeyCode.A);
            console.awaitWords("It can be done to 2 of the 2 that are marked.");
            console.fill("reason", "She is back on Monday.");
            Snapshots.keep("requests-bulk", console);
            console.press(KeyCode.CONTROL, KeyCode.ENTER);
            console.awaitWords("1 done, 1 not possible, 0 left as they are.");
            Snapshots.keep("requests-bulk-done", console);
            console.press(KeyCode.ESCAPE);
            console.settle();
            assertThat(console.hasWords("2 marked")).isFalse();
        }
    }

    @Test
    void newsMoveNoRow() {
        Requests.queue(server);
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("requests");
            server.tell("request.opened", "request:019a1b2c-0000-7000-8000-000000000099", 9);
            console.awaitWords("1 new — press R");
            assertThat(console.rows()).isEqualTo(30);
        }
    }

    @Test
    void aRequestByPhoneIsOpenedByHand() {
        Requests.one(server, Requests.request("ACCESS", "ACKNOWLEDGED", "ask-identity"))
                .answers("POST /admin/v1/privacy/requests", "RequestSummary");
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("requests");
            console.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.N);
            console.type("words", "She wants to know what we have.");
            Snapshots.keep("request-open", console);
            console.fire("submit");
            console.awaitWords("PR-000042 is open.");
            assertThat(server.asked("POST /admin/v1/privacy/requests")
                            .getFirst()
                            .body())
                    .contains("\"channel\":\"LETTER\"");
        }
    }

    @Test
    void restrictionsHoldsAndTheVaultAreListsBesideIt() {
        Requests.queue(server)
                .page("GET /admin/v1/privacy/restrictions", "RestrictionDetails", 3)
                .page("GET /admin/v1/privacy/legal-holds", "LegalHoldDetails", 3)
                .page("GET /admin/v1/privacy/vault", "VaultRecord", 3);
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("requests");
            for (String tab : new String[] {"restrictions", "holds", "vault"}) {
                console.follow("ominigate://requests?tab=" + tab);
                console.settle();
                Snapshots.keep("requests-" + tab, console);
            }
        }
    }
}
