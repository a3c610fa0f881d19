package ai.ominigate.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theVersionIsToldWithoutAWindow() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("OminiGate console ");
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("--version", "--self-check", "--help");
    }

    @Test
    void anUnknownOptionIsNamedAndRefused() {
        assertThat(run("--colour")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("--colour", "Usage:");
    }

    private int run(String... args) {
        return Main.run(List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }
}
