package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.requests.Requests;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What piles up while the console is open all day. Figures are printed. */
class LongDayTest {

    /** So often somebody goes through everything in eight hours: every hour. */
    private static final int ROUNDS = 8;

    /** By then everything was opened, and what is kept on purpose is there. */
    private static final int WARM = 3;

    private static final int NEWS = 40;

    /** Some of what a round draws is kept for longer than that. */
    private static final long LISTENERS_OF_A_ROUND = 5_000;

    private static final long LISTENERS_OF_A_SIGN_IN = 400;
    private static final String LISTENS = ".*(Listener|Subscription|ExpressionHelper|Binding|EventHandler).*";

    private final StaffServer server = everything(new StaffServer());
    private long event;

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    /** Something at every screen. */
    static StaffServer everything(StaffServer server) {
        PolicyAnswers.policy(server);
        PolicyAnswers.subprocessors(server);
        PolicyAnswers.retention(server);
        FinanceAnswers.everything(server);
        AbuseScreens.queue(server);
        AbuseScreens.network(server);
        AbuseScreens.decisions(server);
        return Requests.one(server, Requests.request("DELETION", "IN_PROGRESS", "prepare"))
                .page("GET /admin/v1/privacy/restrictions", "RestrictionDetails", 3)
                .page("GET /admin/v1/privacy/legal-holds", "LegalHoldDetails", 3)
                .page("GET /admin/v1/privacy/vault", "VaultRecord", 3)
                .answer("GET /admin/v1/approvals", Answer.json(200, "{\"items\":[" + waiting() + "]}"))
                .page("GET /admin/v1/audit/entries", "AuditEntry", "seq", 100)
                .page("GET /admin/v1/break-glass", "BreakGlassDetails", 3)
                .page("GET /admin/v1/staff", "MemberDetails", 5)
                .page("GET /admin/v1/staff/019a1b2c-0000-7000-8000-000000000000/sessions", "SessionDetails", 2)
                .answers("GET /admin/v1/overview", "Overview")
                .answers("GET /admin/v1/system/health", "SystemHealth")
                .answer("GET /admin/v1/policy/versions/2/checklist", Answer.nothing())
                .forgetsWhatWasAsked();
    }

    private static ObjectNode waiting() {
        ObjectNode waiting = (ObjectNode) StaffServer.golden("ApprovalDetails");
        return waiting.put("status", "OPEN").put("mayDecide", true);
    }

    @Test
    void aDayOfEightHoursLeavesNeitherMemoryNorListenersBehind() {
        try (OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            List<String> places = places(console);
            for (int round = 0; round < WARM; round++) {
                round(console, places);
            }
            long heap = Memory.used();
            Map<String, Long> listeners = listeners();
            for (int round = WARM; round < ROUNDS; round++) {
                round(console, places);
            }
            tell("a day", console, heap, listeners, (ROUNDS - WARM) * LISTENERS_OF_A_ROUND);
        }
    }

    @Test
    void whoeverSignsOutLeavesNothingBehind() {
        try (OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            List<String> places = places(console);
            for (int i = 0; i < 2; i++) {
                round(console, places);
                signOutAndIn(console);
            }
            long heap = Memory.used();
            Map<String, Long> listeners = listeners();
            for (int i = 0; i < 3; i++) {
                round(console, places);
                signOutAndIn(console);
            }
            tell("three sign-ins", console, heap, listeners, LISTENERS_OF_A_SIGN_IN);
        }
    }

    /** The heap is told and not held: without a display it has what a graphics card has elsewhere. */
    private void tell(String what, OpenConsole console, long heap, Map<String, Long> listeners, long mayDiffer) {
        calm(console);
        long heapNow = Memory.used();
        Map<String, Long> listenersNow = listeners();
        long before = listeners.values().stream().mapToLong(Long::longValue).sum();
        long after = listenersNow.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Long> grown = new TreeMap<>();
        listenersNow.forEach((name, count) -> {
            long more = count - listeners.getOrDefault(name, 0L);
            if (more > 20) {
                grown.put(name, more);
            }
        });
        System.out.printf(
                "long-day: %s: heap %,d bytes, then %,d; listeners %,d, then %,d; grown: %s%n",
                what, heap, heapNow, before, after, grown);
        assertThat(after - before).as("listeners more").isLessThan(mayDiffer);
    }

    private static Map<String, Long> listeners() {
        Memory.used();
        return Memory.instances(name ->
                (name.startsWith("javafx.") || name.startsWith("com.sun.javafx.") || name.startsWith("ai.ominigate."))
                        && (name.matches(LISTENS) || name.startsWith("ai.ominigate.console.")));
    }

    /** Every screen, a row of each, its dialogs, search, the lock, and what the server tells by itself meanwhile. */
    private void round(OpenConsole console, List<String> places) {
        for (String place : places) {
            console.fire("go-" + place);
            calm(console);
            if (console.shows("rows") && console.rows() > 0) {
                console.focus("rows");
                console.press(KeyCode.J);
                console.press(KeyCode.HOME);
                calm(console);
            }
            switch (place) {
                case "abuse", "requests" -> {
                    console.press(KeyCode.ENTER);
                    calm(console);
                    console.press(KeyCode.ESCAPE);
                }
                case "payments" -> dialog(console, "payments-refund");
                case "retention" -> dialog(console, "retention-change");
                case "subprocessors" -> dialog(console, "subprocessors-edit");
                case "staff" -> dialog(console, "staff-roles");
                case "approvals" -> dialog(console, "approvals-refuse");
                default -> {}
            }
            calm(console);
        }
        console.fire("search");
        console.type("paletteField", "go to");
        console.press(KeyCode.ESCAPE);
        for (String kind :
                List.of("case.changed", "request.changed", "approval.proposed", "payment.paid", "policy.changed")) {
            for (int i = 0; i < NEWS / 5; i++) {
                server.tell(kind, "case:" + AbuseScreens.FIRST, ++event);
            }
        }
        console.fire("time");
        console.press(KeyCode.CONTROL, KeyCode.L);
        console.await("lock");
        console.type("lockPassword", "correct horse");
        console.type("lockCode", "222333");
        console.fire("unlock");
        console.until("it is unlocked", () -> !console.shows("lock"));
        console.await("search");
        calm(console);
    }

    private static void dialog(OpenConsole console, String button) {
        console.fire(button);
        console.await("cancel");
        console.fire("cancel");
        calm(console);
    }

    private static void signOutAndIn(OpenConsole console) {
        console.press(KeyCode.CONTROL, KeyCode.L);
        console.await("lock");
        console.fire("lockSignOut");
        console.await("enter");
        console.signedIn();
        calm(console);
    }

    /** Waits until nothing is on its way, and twice for what comes of it to be drawn. */
    private static void calm(OpenConsole console) {
        console.until(
                "nothing is on its way",
                () -> Screen.ask(() -> console.scene().getRoot().lookup(".skeleton") == null));
        Screen.act(() -> {});
        Screen.act(() -> console.scene().getRoot().layout());
    }

    private static List<String> places(OpenConsole console) {
        return Screen.ask(() -> {
            List<String> ids = new ArrayList<>();
            for (Node each : ((Pane) console.scene().getRoot().lookup(".rail-entries")).getChildren()) {
                ids.add(each.getId().substring("go-".length()));
            }
            return ids;
        });
    }
}
