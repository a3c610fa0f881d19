package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolTest {

    @Test
    void whatIsNotInstalledIsNamed() {
        assertThat(Tool.missing("no-such-program-anywhere")).containsExactly("no-such-program-anywhere");
        assertThatExceptionOfType(CannotPackage.class)
                .isThrownBy(() -> Tool.system(List.of("no-such-program-anywhere")))
                .withMessage("The program 'no-such-program-anywhere' cannot be run; install it.");
    }

    @Test
    void aToolThatFailsSaysWhy() {
        assertThatExceptionOfType(CannotPackage.class)
                .isThrownBy(() -> Tool.jdk("jlink", List.of("--no-such-option")))
                .withMessageContaining("'jlink' failed with status")
                .withMessageContaining("--no-such-option");
    }

    @Test
    void aJdkWithoutTheToolIsNamedAsTheCause() {
        assertThatExceptionOfType(CannotPackage.class)
                .isThrownBy(() -> Tool.jdk("no-such-tool", List.of()))
                .withMessageContaining("run the build with a full JDK 25");
    }
}
