package ai.ominigate.console;

import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.view.Theme;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.scene.control.TabPane;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every tab of finance's and the privacy officer's screens with a row looked at, and every dialog there, in both languages. */
class EveryTabTest {

    @TestFactory
    Stream<DynamicTest> tabsOfPayments() {
        return tabs(
                "payments",
                FinanceAnswers::everything,
                List.of("refunds", "disputes", "differences", "comparisons", "automatic", "gifts", "usage"));
    }

    @TestFactory
    Stream<DynamicTest> tabsOfSubprocessors() {
        return tabs("subprocessors", PolicyAnswers::subprocessors, List.of("lists", "objections", "egress"));
    }

    @TestFactory
    Stream<DynamicTest> tabsOfRetention() {
        return tabs("retention", PolicyAnswers::retention, List.of("purges"));
    }

    @TestFactory
    Stream<DynamicTest> tabsOfTheStaff() {
        return tabs(
                "staff",
                server -> server.page("GET /admin/v1/staff", "MemberDetails", 2)
                        .page("GET /admin/v1/invitations", "InvitationDetails", 3)
                        .answers("GET /admin/v1/rights", "RightsTable")
                        .page("GET /admin/v1/access", "AccessDetails", 4),
                List.of("invitations", "access", "rights"));
    }

    @TestFactory
    Stream<DynamicTest> tabsOfTheAuditLog() {
        return tabs(
                "audit",
                server -> {
                    ObjectNode reveal = (ObjectNode) StaffServer.golden("AuditEntry");
                    reveal.put("action", "reveal.value");
                    ((ObjectNode) reveal.get("details")).put("field", "EMAIL");
                    ObjectNode page = JsonNodeFactory.instance.objectNode();
                    page.putArray("items").add(reveal);
                    server.answer("GET /admin/v1/audit/entries", Answer.json(200, page))
                            .page("GET /admin/v1/staff", "MemberDetails", 4)
                            .page("GET /admin/v1/audit/checkpoints", "KeptCheckpoint", "size", 12);
                },
                List.of("reveals", "checkpoints"));
    }

    @TestFactory
    Stream<DynamicTest> tabsOfThePolicy() {
        return tabs("policy", PolicyAnswers::policy, List.of("map", "checks"));
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return Stream.of(
                        dialogs(
                                "retention",
                                PolicyAnswers::retention,
                                "retention-change",
                                "retention-confirm",
                                "retention-purge"),
                        dialogs(
                                "subprocessors",
                                PolicyAnswers::subprocessors,
                                "subprocessors-edit",
                                "subprocessors-publish"),
                        dialogs(
                                "policy",
                                PolicyAnswers::policy,
                                "policy-write-english",
                                "policy-difference",
                                "policy-publish"))
                .flatMap(each -> each);
    }

    private static Stream<DynamicTest> tabs(String place, Consumer<StaffServer> answers, List<String> tabs) {
        return inBothLanguages(place, answers, (console, language) -> {
            for (String tab : tabs) {
                show(console, tab);
                console.settle();
                console.selectFirst();
                Snapshots.keep(place + "-" + tab + language, console);
            }
        });
    }

    private static Stream<DynamicTest> dialogs(String place, Consumer<StaffServer> answers, String... buttons) {
        return inBothLanguages(place, answers, (console, language) -> {
            console.selectFirst();
            for (String button : buttons) {
                console.fire(button);
                console.await("cancel");
                console.settle();
                Snapshots.keep(button + language, console);
                console.press(KeyCode.ESCAPE);
                console.until("the dialog is closed", () -> !console.shows("cancel"));
            }
        });
    }

    /** @param then is also told what pictures in this language are called at their end */
    private static Stream<DynamicTest> inBothLanguages(
            String place, Consumer<StaffServer> answers, BiConsumer<OpenConsole, String> then) {
        return Stream.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)
                .map(locale -> DynamicTest.dynamicTest(place + " " + locale, () -> {
                    try (StaffServer server = new StaffServer()) {
                        answers.accept(server);
                        try (OpenConsole console = OpenConsole.at(server.address(), locale, Theme.Look.LIGHT, 1)) {
                            console.signedIn().go(place);
                            then.accept(console, locale.equals(Locale.ENGLISH) ? "" : "-zh");
                        }
                    }
                }));
    }

    /** Shows another tab of the place that shows. */
    static void show(OpenConsole console, String tab) {
        Screen.act(() -> {
            TabPane pane = (TabPane) console.scene().getRoot().lookup(".tab-pane");
            pane.getTabs().stream().filter(each -> tab.equals(each.getId())).forEach(pane.getSelectionModel()::select);
        });
    }
}
