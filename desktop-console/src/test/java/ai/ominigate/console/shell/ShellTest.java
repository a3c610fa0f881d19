package ai.ominigate.console.shell;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The window around the screens, worked by keyboard alone. */
class ShellTest {

    private final StaffServer server = new StaffServer();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    @BeforeEach
    void somethingToSee() {
        server.page("GET /admin/v1/payments", "PaymentDetails", 3)
                .page("GET /admin/v1/audit/entries", "AuditEntry", "seq", 3)
                .answers("GET /admin/v1/overview", "Overview");
    }

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    private OpenConsole console() {
        return OpenConsole.at(server.address(), () -> Instant.now().plus(ahead.get()))
                .signedIn();
    }

    @Test
    void keysLeadToScreensAndBack() {
        try (OpenConsole console = console()) {
            console.awaitWords("Calls of the last 24 hours");
            console.focus("search");
            console.press(KeyCode.G);
            console.press(KeyCode.A);
            console.awaitWords("address.reveal");
            console.focus("search");
            console.press(KeyCode.ALT, KeyCode.LEFT);
            console.awaitWords("Calls of the last 24 hours");
        }
    }

    @Test
    void thePaletteFindsEveryCommandByItsWordsAndFollowsLinks() {
        try (OpenConsole console = console()) {
            console.awaitWords("Calls of the last 24 hours");
            console.press(KeyCode.CONTROL, KeyCode.K);
            console.type("paletteField", "go to pay");
            console.settle();
            Snapshots.keep("palette", console);
            console.press(KeyCode.ENTER);
            console.await("tabs");

            console.press(KeyCode.CONTROL, KeyCode.K);
            console.type("paletteField", "ominigate://audit?action=staff");
            console.settle();
            console.press(KeyCode.ENTER);
            console.awaitWords("address.reveal");
            assertThat(server.asked("GET /admin/v1/audit/entries").getLast().query())
                    .contains("action=staff");
        }
    }

    @Test
    void theCheatSheetTellsEveryKey() {
        try (OpenConsole console = console()) {
            console.awaitWords("Calls of the last 24 hours");
            console.press(KeyCode.CONTROL, KeyCode.K);
            console.type("paletteField", "keyboard");
            console.settle();
            Snapshots.keep("palette-keys", console);
            console.press(KeyCode.ENTER);
            console.settle();
            Snapshots.keep("keys", console);

            console.awaitWords("Next and previous row");
            assertThat(console.hasWords("Ctrl+Page Up")).isTrue();
        }
    }

    @Test
    void whoHasNoRightToAScreenDoesNotSeeItInTheRail() {
        server.allows(List.of("BE_STAFF", "READ_AUDIT_LOG"));
        try (OpenConsole console = console()) {
            console.await("go-audit");
            assertThat(console.shows("go-payments")).isFalse();
            assertThat(console.shows("go-staff")).isFalse();
        }
    }

    @Test
    void newsAreCountedAndMoveNoRowUntilSomebodyAsksForThem() {
        server.page("GET /admin/v1/approvals", "ApprovalDetails", 2);
        try (OpenConsole console = console()) {
            console.go("approvals");
            server.page("GET /admin/v1/approvals", "ApprovalDetails", 3);
            server.tell("approval.proposed", "approval:019a1b2c-0000-7000-8000-000000000009", 7);
            console.awaitWords("1 new — press R");
            assertThat(console.rows()).isEqualTo(2);

            console.focus("rows");
            console.press(KeyCode.R);
            console.settle();
            assertThat(console.rows()).isEqualTo(3);
        }
    }

    @Test
    void aConsoleThatNobodyUsesForTenMinutesLocksItself() {
        try (OpenConsole console = console()) {
            console.go("payments");
            ahead.set(Duration.ofMinutes(11));
            console.await("lock");
            assertThat(console.shows("rows")).isFalse();
            assertThat(console.hasWords("Nobody was here for ten minutes.")).isTrue();
        }
    }
}
