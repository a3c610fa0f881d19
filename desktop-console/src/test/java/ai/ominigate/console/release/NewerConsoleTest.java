package ai.ominigate.console.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.Await;
import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.model.staff.SignedRelease;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a console of version 0.1.0 says of newer ones. */
class NewerConsoleTest {
    private static final String ROUTE = "GET /admin/v1/console-release";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StaffServer server = new StaffServer();
    private final KeyPair maker = ReleaseKeyTest.keys();

    @BeforeEach
    void somethingToSee() {
        server.answers("GET /admin/v1/overview", "Overview");
    }

    @AfterEach
    void leaveNothingBehind() {
        server.close();
    }

    @Test
    void aNewerOneIsToldOfInTheStatusBar() {
        tells("0.2.0", maker);
        try (OpenConsole console = console()) {
            console.awaitWords("Version 0.1.0. Version 0.2.0 is there: install it when you can.");
        }
    }

    @Test
    void theSameOrAnOlderOneIsNot() throws Exception {
        for (String version : new String[] {"0.1.0", "0.0.9"}) {
            tells(version, maker);
            try (OpenConsole console = console()) {
                console.awaitWords("Calls of the last 24 hours");
                awaitAsked();
                console.settle();
                assertThat(console.text("version")).isEqualTo("Version 0.1.0");
            }
        }
    }

    @Test
    void whatSomebodyElseHasSignedIsNotBelieved() throws Exception {
        tells("0.2.0", ReleaseKeyTest.keys());
        try (OpenConsole console = console()) {
            console.awaitWords("Calls of the last 24 hours");
            awaitAsked();
            console.settle();
            assertThat(console.text("version")).isEqualTo("Version 0.1.0");
        }
    }

    private void awaitAsked() throws Exception {
        Await.until("it asks", () -> !server.asked(ROUTE).isEmpty());
    }

    private void tells(String version, KeyPair by) {
        SignedRelease release = ReleaseKeyTest.signed("{\"version\":\"" + version + "\"}", by);
        server.answer(ROUTE, Answer.json(200, JSON.valueToTree(release)));
    }

    private OpenConsole console() {
        String key = Base64.getEncoder().encodeToString(maker.getPublic().getEncoded());
        return OpenConsole.at(server.address(), "0.1.0", Optional.of(ReleaseKey.of(key)))
                .signedIn();
    }
}
