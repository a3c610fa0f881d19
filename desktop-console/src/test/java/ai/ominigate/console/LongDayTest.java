package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.requests.Requests;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What piles up while the console is open all day. Figures are printed. */
class LongDayTest {

    /** In eight hours somebody goes through everything so often: once an hour, and compared are the first and the last of them. */
    private static final int ROUNDS = 3;

    /** By then everything was opened, and what is kept on purpose is there. */
    private static final int WARM = 2;

    private static final int NEWS = 40;

    /**
     * In a hundred, by so much two rounds differ that leave nothing behind: a table has a few more cells, a screen still knows
     * what it showed before. A screen's detail that stays each time it is drawn anew is more.
     */
    private static final double DIFFERS = 3;

    private static final long LISTENERS_OF_A_SIGN_IN = 100;
    private static final long BYTES_MORE = 3_000_000;

    /** Between two looks, nothing is on its way. */
    private static final long SAME = 20;

    private static final int LOOKS = 20;
    private static final String PIXELS = "[I";

    /** What a garbage collector puts where nothing is. */
    private static final String FILLER = "jdk.internal.vm.Filler";

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
            for (int i = 0; i < WARM; i++) {
                round(console, places);
            }
            Kept before = least(console, () -> round(console, places));
            Kept after = least(console, () -> round(console, places));
            nothingGrew("a day", before, after, Math.round(before.count() * DIFFERS / 100));
        }
    }

    @Test
    void whoeverSignsOutLeavesNothingBehind() {
        try (OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            List<String> places = places(console);
            Runnable work = () -> {
                round(console, places);
                signOutAndIn(console);
            };
            work.run();
            work.run();
            Kept before = kept(console);
            for (int i = 0; i < ROUNDS; i++) {
                work.run();
            }
            nothingGrew("three sign-ins", before, kept(console), LISTENERS_OF_A_SIGN_IN);
        }
    }

    /**
     * What the JVM keeps.
     *
     * @param pixels the bytes of pictures. Without a graphics card they are arrays, and JavaFX keeps those that it drew with
     *     and no longer needs behind soft references (com.sun.scenario.effect.impl.ImagePool): they go when memory is short
     * @param bytes of everything else
     * @param listeners by their classes
     */
    private record Kept(long pixels, long bytes, Map<String, Long> listeners) {

        static Kept now() {
            Memory.used();
            Map<String, Memory.Instances> all = Memory.instances(_ -> true);
            long pixels = all.getOrDefault(PIXELS, new Memory.Instances(0, 0)).bytes();
            Map<String, Long> listeners = new TreeMap<>();
            all.forEach((name, instances) -> {
                if (listens(name)) {
                    listeners.put(name, instances.count());
                }
            });
            long bytes = all.entrySet().stream()
                    .filter(each ->
                            !each.getKey().equals(PIXELS) && !each.getKey().contains(FILLER))
                    .mapToLong(each -> each.getValue().bytes())
                    .sum();
            return new Kept(pixels, bytes, listeners);
        }

        private static boolean listens(String name) {
            return name.startsWith("ai.ominigate.console.")
                    || (name.startsWith("javafx.")
                                    || name.startsWith("com.sun.javafx.")
                                    || name.startsWith("ai.ominigate."))
                            && name.matches(LISTENS);
        }

        long count() {
            return listeners.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What is kept after the round of a few that keeps least: how many rows a table has drawn is as chance will have it. */
    private static Kept least(OpenConsole console, Runnable round) {
        return IntStream.range(0, ROUNDS)
                .mapToObj(_ -> {
                    round.run();
                    return kept(console);
                })
                .min(Comparator.comparingLong(Kept::count))
                .orElseThrow();
    }

    /** What is kept when all has come that was on its way: two looks in a row see the same. */
    private static Kept kept(OpenConsole console) {
        Kept last = look(console);
        for (int i = 0; i < LOOKS; i++) {
            Kept now = look(console);
            if (Math.abs(now.count() - last.count()) <= SAME) {
                return now;
            }
            last = now;
        }
        throw new AssertionError("Something goes on and on: " + last.listeners());
    }

    private static Kept look(OpenConsole console) {
        calm(console);
        console.settle();
        return Kept.now();
    }

    private static void nothingGrew(String what, Kept before, Kept after, long mayDiffer) {
        Map<String, Long> grown = new TreeMap<>();
        after.listeners().forEach((name, count) -> {
            long more = count - before.listeners().getOrDefault(name, 0L);
            if (more > SAME) {
                grown.put(name, more);
            }
        });
        System.out.printf(
                "long-day: %s: heap %,d bytes, then %,d; pictures beside that %,d, then %,d; listeners %,d, then %,d; grown: %s%n",
                what,
                before.bytes(),
                after.bytes(),
                before.pixels(),
                after.pixels(),
                before.count(),
                after.count(),
                grown);
        assertThat(after.count() - before.count()).as("listeners more").isLessThan(mayDiffer);
        assertThat(after.bytes() - before.bytes()).as("bytes more").isLessThan(BYTES_MORE);
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
