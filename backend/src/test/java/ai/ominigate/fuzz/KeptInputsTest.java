package ai.ominigate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the fuzzer once found stays found: every input that is kept goes through its target again. */
class KeptInputsTest {
    private static final long SMALL = 1 << 20;

    @ParameterizedTest
    @EnumSource
    void everyInputThatIsKeptStillPasses(Target target) throws IOException {
        long bytes = 0;
        for (Path input : target.inputs()) {
            byte[] content = Files.readAllBytes(input);
            bytes += content.length;
            try {
                target.run(content);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(input.toString(), e);
            }
        }
        assertThat(bytes).as("bytes kept for %s", target.label()).isBetween(1L, SMALL);
    }
}
