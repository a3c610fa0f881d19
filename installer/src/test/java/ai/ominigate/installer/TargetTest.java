package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "Linux,      amd64,   linux-x64",
        "Linux,      aarch64, linux-aarch64",
        "Mac OS X,   aarch64, macos-aarch64",
        "Mac OS X,   x86_64,  macos-x64",
        "Windows 11, amd64,   windows-x64",
    })
    void machinesAreNamedAsPeopleNameThem(String system, String architecture, String name) {
        assertThat(Target.of(system, architecture)).hasToString(name);
    }
}
