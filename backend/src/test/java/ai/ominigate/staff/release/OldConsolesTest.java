package ai.ominigate.staff.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.platform.CannotStart;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose operator lets consoles work from version 0.2.0 on, and tells of 0.3.0. */
class OldConsolesTest {
    private static final String RELEASE = """
            {"manifest": "{\\"version\\":\\"0.3.0\\"}", "signature": "c2lnbmVk"}
            """;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        Path release = Files.writeString(folder.resolve("console-release.json"), RELEASE);
        ominigate = RunningOminiGate.with(
                Map.of("ominigate.console.minimum", "0.2.0", "ominigate.console.release", release.toString()));
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void anOlderOneIsToldToBeRenewedBeforeAnybodySignsIn() throws Exception {
        for (String path : new String[] {"/admin/v1/me", "/admin/v1/oidc"}) {
            Answer answer = as("OminiGate-console/0.1.0-SNAPSHOT", path);

            assertThat(answer.status()).as(path).isEqualTo(426);
            assertThat(answer.json().path("code").asText()).isEqualTo("console_too_old");
            assertThat(answer.json().path("detail").asText())
                    .isEqualTo("This is version 0.1.0 of the console, and this server works with 0.2.0 and newer."
                            + " Install a newer one, then sign in again.");
        }
    }

    @Test
    void oneThatIsNewEnoughAndWhateverIsNoConsoleAreLetThrough() throws Exception {
        for (String agent : new String[] {
            "OminiGate-console/0.2.0", "OminiGate-console/0.10.0", "OminiGate-console/(not packaged)", "curl/8.0"
        }) {
            assertThat(as(agent, "/admin/v1/me").status()).as(agent).isEqualTo(401);
        }
    }

    @Test
    void theSignedReleaseIsPassedOnAsItIsAlsoToOldOnes() throws Exception {
        Answer answer = as("OminiGate-console/0.1.0", "/admin/v1/console-release");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(new ObjectMapper().readTree(RELEASE));
    }

    @Test
    void settingsThatMakeNoSenseStopTheStart() {
        assertThatThrownBy(() -> new OldConsoles("two"))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("one looks like 0.2.0");
        assertThatThrownBy(() -> new ReleaseController(
                        new ObjectMapper(), folder.resolve("nowhere").toString()))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("ominigate.console.release");
    }

    private static Answer as(String agent, String path) throws IOException, InterruptedException {
        return ominigate.send("GET", path, "", Map.of("User-Agent", agent));
    }
}
