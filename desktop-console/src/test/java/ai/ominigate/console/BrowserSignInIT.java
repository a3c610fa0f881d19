package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** Signing in at an organisation's own OpenID provider, against the real backend. */
class BrowserSignInIT {

    private final RealGateway gateway = RealGateway.running();

    @Test
    void whoComesByTheBrowserWorksAndShowsThereAgainWhoTheyAreWhenSomethingIsDangerousOrLocked() throws Exception {
        Organisation organisation = gateway.organisation().says("ada", "PRIVACY_OFFICER");
        try (OpenConsole console = OpenConsole.at(gateway.address())) {
            console.await("browser");
            console.settle();
            Snapshots.keep("sign-in-browser", console);
            console.fire("browser");
            console.await("cancel");
            Snapshots.keep("sign-in-browser-waiting", console);
            assertThat(organisation.visit(console, 1).getQuery()).doesNotContain("max_age");
            console.await("search");

            console.go("policy");
            console.selectFirst();
            console.press(KeyCode.J);
            console.awaitWords("Before it is final");
            console.fire("policy-finish");
            console.type("reason", "Everything is agreed");
            console.fireLast("submit");
            console.awaitWords("Show again who you are");
            Snapshots.keep("step-up-browser", console);
            console.fireLast("submit");
            assertThat(organisation.visit(console, 2).getQuery()).contains("max_age=0");
            console.awaitWords("is a draft.");
            console.fire("cancel");

            console.press(KeyCode.CONTROL, KeyCode.L);
            console.await("lock");
            Snapshots.keep("lock-browser", console);
            organisation.says("eve", "PRIVACY_OFFICER");
            console.fire("unlock");
            organisation.visit(console, 3);
            console.awaitWords("Somebody else signed in there.");
            assertThat(console.shows("search")).isFalse();
            organisation.says("ada", "PRIVACY_OFFICER");
            console.fire("unlock");
            organisation.visit(console, 4);
            console.await("search");
            console.awaitWords("Before it is final");
        }
    }

    @Test
    void whoHasNoRoleThereIsToldSoAndStaysOutside() throws Exception {
        Organisation organisation = gateway.organisation().says("mallory", "GARDENER");
        try (OpenConsole console = OpenConsole.at(gateway.address())) {
            console.await("browser");
            console.fire("browser");
            organisation.visit(console, 1);
            console.awaitWords("You have no role at OminiGate.");
            assertThat(console.shows("search")).isFalse();
            Snapshots.keep("sign-in-browser-no-role", console);
        }
    }
}
