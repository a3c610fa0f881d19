package ai.ominigate.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.console.view.Theme;
import java.time.Instant;
import java.util.Locale;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way in, with every way to be refused. */
class SignInTest {

    private final StaffServer server = new StaffServer();

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    @Test
    void whoeverShowsPasswordAndCodeComesInAndTheServerIsRemembered() {
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn();

            assertThat(server.asked("POST /admin/v1/session").getFirst().body()).contains("\"totp\":\"123456\"");
            assertThat(console.preferences().get("server.address", "")).isEqualTo(server.address());
            assertThat(console.preferences().get("sign-in.email", "")).isEqualTo("ada@ominigate.example");
        }
    }

    @Test
    void aLongerCodeIsARecoveryCode() {
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signIn("ada@ominigate.example", "correct horse", "abcd-efgh-ijkl");

            assertThat(server.asked("POST /admin/v1/session").getFirst().body())
                    .contains("\"recoveryCode\":\"abcd-efgh-ijkl\"");
        }
    }

    @Test
    void aWrongPasswordOrCodeIsSaidWithoutSayingWhich() {
        server.answer("POST /admin/v1/session", Answer.problem(401, "sign_in_failed", "Wrong."));
        refused("sign-in-wrong", "The e-mail address, the password or the code is wrong.");
    }

    @Test
    void whoIsLockedOutSeesTheTimeThatIsLeft() {
        server.answer(
                "POST /admin/v1/session",
                Answer.problem(429, "too_many_tries", "Too many.").with("retry-after", "900"));
        refused("sign-in-barred", "Try again in 1");
    }

    @Test
    void whoHasNoRoleIsToldWhomToAsk() {
        server.answer("POST /admin/v1/session", Answer.problem(403, "role_missing", "No role."));
        refused("sign-in-no-role", "You have no role at OminiGate.");
    }

    @Test
    void aConsoleThatIsTooOldIsToldToBeReplaced() {
        server.answer("POST /admin/v1/session", Answer.problem(426, "console_too_old", "Too old."));
        refused("sign-in-too-old", "This console is older than the server allows.");
    }

    @Test
    void aClockThatIsWrongIsToldBeforeACodeIsRefused() {
        try (OpenConsole console =
                OpenConsole.at(server.address(), () -> Instant.now().plusSeconds(180))) {
            console.awaitWords("The clock of this computer is 3 minutes ahead");
            Snapshots.keep("sign-in-skew", console);
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        server.close();
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.awaitWords("No OminiGate answers at localhost.");
            Snapshots.keep("sign-in-unreachable", console);
        }
    }

    @Test
    void theWayInShowsInEveryWay() {
        for (Theme.Look look : Theme.Look.values()) {
            keep("sign-in-" + look.name().toLowerCase(Locale.ROOT), Locale.ENGLISH, look, 1);
        }
        keep("sign-in-zh", Locale.SIMPLIFIED_CHINESE, Theme.Look.LIGHT, 1);
        keep("sign-in-200", Locale.ENGLISH, Theme.Look.LIGHT, 2);
    }

    @Test
    void lockedConsolesShowNothingAndOpenForTheSamePerson() {
        server.page("GET /admin/v1/payments", "PaymentDetails", 3);
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("payments");
            console.press(KeyCode.CONTROL, KeyCode.L);
            console.await("lock");
            assertThat(console.shows("rows")).isFalse();
            Snapshots.keep("lock", console);

            console.type("lockPassword", "correct horse");
            console.type("lockCode", "654321");
            console.fire("unlock");
            console.await("rows");
            assertThat(server.asked("DELETE /admin/v1/session")).isNotEmpty();
        }
    }

    private void refused(String name, String words) {
        try (OpenConsole console = OpenConsole.at(server.address())) {
            console.type("email", "ada@ominigate.example");
            console.type("password", "correct horse");
            console.type("code", "123456");
            console.fire("enter");
            console.awaitWords(words);
            assertThat(console.text("code")).as("a code is good for one try").isEmpty();
            Snapshots.keep(name, console);
        }
    }

    private void keep(String name, Locale locale, Theme.Look look, double scale) {
        try (OpenConsole console = OpenConsole.at(server.address(), locale, look, scale)) {
            console.await("enter");
            console.settle();
            Snapshots.keep(name, console);
        }
    }
}
