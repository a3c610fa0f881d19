package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.requests.Requests;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Everything that can happen between wanting something and having it, at screens that write: what was typed stays, what was
 * wanted is done once, and the window goes on (which {@link ScreenGuard} sees to).
 */
class StormTest {

    private static final String UNREACHABLE = "OminiGate does not answer at localhost.";

    /**
     * Something that somebody writes.
     *
     * @param screen its place
     * @param answers makes the server answer with something to write about
     * @param write types all that is needed, but does not send it
     * @param send the id of the button that sends it
     * @param route where it goes
     * @param field one of those that were typed into, and what was typed there
     * @param done what the server answers when it has done it
     * @param said what the console says then
     */
    private record Writing(
            String screen,
            Consumer<StaffServer> answers,
            Consumer<OpenConsole> write,
            String send,
            String route,
            String field,
            String typed,
            Answer done,
            String said) {}

    private static Stream<Writing> writings() {
        return Stream.of(
                new Writing(
                        "payments",
                        server -> server.page("GET /admin/v1/payments", "PaymentDetails", 3),
                        console -> {
                            console.selectFirst();
                            console.press(KeyCode.E);
                            console.type("amount", "5.00");
                            console.type("reason", "Paid twice by mistake");
                        },
                        "submit",
                        "POST /admin/v1/payments/019a1b2c-0000-7000-8000-000000000000/refunds",
                        "reason",
                        "Paid twice by mistake",
                        Answer.json(200, StaffServer.golden("PaymentRefund")),
                        "go back. Stripe takes a few days."),
                new Writing(
                        "requests",
                        server -> Requests.one(server, Requests.request("ACCESS", "IN_PROGRESS", "prepare")),
                        console -> {
                            console.selectFirst();
                            console.press(KeyCode.ENTER);
                            console.await("requests-letter");
                            console.settle();
                            console.press(KeyCode.D);
                            console.type("answer", "You find it all in the package.");
                            console.type("reason", "All is as asked.");
                        },
                        "submit",
                        "POST " + Requests.ROUTE + "/prepare",
                        "answer",
                        "You find it all in the package.",
                        Answer.json(200, StaffServer.golden("RequestSummary")),
                        "Done: Prepare request."),
                new Writing(
                        "abuse",
                        AbuseScreens::queue,
                        console -> {
                            console.selectFirst();
                            console.press(KeyCode.ENTER);
                            console.await("choice-BLOCK_NETWORK");
                            console.press(KeyCode.DIGIT2);
                            console.await("impact-title");
                            console.type("decide-reason", "Guesses passwords");
                        },
                        "decide-submit",
                        "POST /admin/v1/abuse/decisions",
                        "decide-reason",
                        "Guesses passwords",
                        Answer.json(201, decided()),
                        "Block the network: 203.0.113.•••."),
                new Writing(
                        "retention",
                        PolicyAnswers::retention,
                        console -> {
                            console.selectFirst();
                            console.press(KeyCode.W);
                            console.type("number", "7");
                            console.awaitWords("48,112,903 rows would go for good");
                            console.type("reason", "Nobody needs it for longer");
                        },
                        "submit",
                        "POST /admin/v1/retention/rules/USAGE/window",
                        "reason",
                        "Nobody needs it for longer",
                        Answer.json(200, StaffServer.golden("ApprovalDetails")),
                        "A second person is asked at Approvals."),
                new Writing(
                        "staff",
                        server -> server.page("GET /admin/v1/staff", "MemberDetails", 5)
                                .page(
                                        "GET /admin/v1/staff/019a1b2c-0000-7000-8000-000000000000/sessions",
                                        "SessionDetails",
                                        2),
                        console -> {
                            console.selectFirst();
                            console.fire("staff-remove");
                            console.type("reason", "Works elsewhere now");
                        },
                        "submit",
                        "POST /admin/v1/staff/019a1b2c-0000-7000-8000-000000000000/remove",
                        "reason",
                        "Works elsewhere now",
                        Answer.json(200, StaffServer.golden("ApprovalDetails")),
                        "It waits for another administrator at Approvals."));
    }

    private static ObjectNode decided() {
        ObjectNode decided = (ObjectNode) StaffServer.golden("DecisionInForce");
        return decided.put("action", "BLOCK_NETWORK").put("entity", "network:203.0.113.•••");
    }

    @TestFactory
    Stream<DynamicTest> whateverGoesWrongNothingTypedIsLostAndItIsDoneOnce() {
        return writings()
                .map(each -> DynamicTest.dynamicTest(each.screen(), () -> {
                    try (StaffServer server = new StaffServer();
                            OpenConsole console = written(each, server)) {
                        goesWrong(
                                each,
                                server,
                                console,
                                Answer.problem(409, "not_now", "Not as things stand."),
                                "Not as things");
                        goesWrong(
                                each, server, console, Answer.problem(412, "version_stale", ""), "Somebody changed it");
                        goesWrong(
                                each,
                                server,
                                console,
                                Answer.problem(422, "reason", "Say more of it."),
                                "Say more of it.");
                        dies(each, server, console);
                        goesWrong(each, server, console, Answer.cut(), UNREACHABLE);
                        goesWrong(
                                each,
                                server,
                                console,
                                Answer.problem(500, "internal_error", "").with("x-request-id", "019a1b2c-beef"),
                                "019a1b2c-beef");
                        goesWrong(
                                each,
                                server,
                                console,
                                Answer.problem(429, "too_many", "").with("retry-after", "9"),
                                "Try again in 9 seconds.");

                        // From here on the server does it, but the first time nobody can read that.
                        Set<String> deeds = ConcurrentHashMap.newKeySet();
                        server.answer(each.route(), asked -> {
                            boolean first = deeds.isEmpty();
                            deeds.add(asked.headers().get("idempotency-key"));
                            return first ? Answer.json(200, "{\"id\": \"broken") : each.done();
                        });
                        console.fire(each.send());
                        console.awaitWords("or its answer cannot be read.");
                        assertThat(console.text(each.field())).isEqualTo(each.typed());
                        console.fire(each.send());
                        console.awaitWords(each.said());
                        assertThat(deeds).as("what was done").hasSize(1);
                    }
                }));
    }

    private static OpenConsole written(Writing writing, StaffServer server) {
        writing.answers().accept(server);
        OpenConsole console = OpenConsole.at(server.address()).signedIn().go(writing.screen());
        writing.write().accept(console);
        return console;
    }

    /** The server answers so: that is said, and what was typed is still there to be sent again. */
    private static void goesWrong(
            Writing writing, StaffServer server, OpenConsole console, Answer answer, String said) {
        server.answer(writing.route(), answer);
        console.fire(writing.send());
        console.awaitWords(said);
        assertThat(console.text(writing.field())).as("after " + answer).isEqualTo(writing.typed());
        assertThat(console.isDisabled(writing.send())).as("after " + answer).isFalse();
    }

    /** The server dies while it works on it, and comes back: the same wish is sent again, not another one. */
    private static void dies(Writing writing, StaffServer server, OpenConsole console) {
        int before = server.asked(writing.route()).size();
        server.answer(writing.route(), writing.done().held());
        console.fire(writing.send());
        console.until("it is on its way", () -> server.asked(writing.route()).size() > before);
        server.die();
        console.awaitWords(UNREACHABLE);
        console.awaitWords("Offline since");
        assertThat(console.text(writing.field())).isEqualTo(writing.typed());

        server.answer(writing.route(), Answer.problem(503, "starting", "The server starts."));
        server.comeBack();
        console.until("it is there again", () -> server.listeners() > 0);
        console.fire(writing.send());
        console.awaitWords("The server starts.");
        assertThat(server.asked(writing.route()).stream()
                        .skip(before)
                        .map(each -> each.headers().get("idempotency-key"))
                        .distinct())
                .as("the wishes before and after")
                .hasSize(1);
    }

    @TestFactory
    Stream<DynamicTest> theEndOfTheSignInAndASlowServerLoseNothingAndDoItOnce() {
        return writings()
                .map(each -> DynamicTest.dynamicTest(each.screen(), () -> {
                    try (StaffServer server = new StaffServer();
                            OpenConsole console = written(each, server)) {
                        server.answer(each.route(), Answer.problem(401, "token_invalid", "Sign in again."));
                        console.fire(each.send());
                        console.await("lock");
                        assertThat(console.hasWords(each.typed())).isFalse();

                        server.answer(each.route(), each.done().held());
                        console.type("lockPassword", "correct horse");
                        console.type("lockCode", "222333");
                        console.fire("unlock");
                        console.until(
                                "it is sent again",
                                () -> server.asked(each.route()).size() == 2);
                        assertThat(console.text(each.field())).isEqualTo(each.typed());
                        assertThat(console.isDisabled(each.send()))
                                .as("while it is on its way")
                                .isTrue();
                        console.press(KeyCode.CONTROL, KeyCode.ENTER);
                        server.letGo();
                        console.awaitWords(each.said());

                        assertThat(server.asked(each.route())).hasSize(2);
                        assertThat(server.wishes(each.route())).isEqualTo(1);
                    }
                }));
    }
}
