package ai.ominigate.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a computer where it may save nothing. */
class ForeignHomeIT {

    private static final long OPENS_WITHIN_SECONDS = 60;

    @TempDir
    private Path folder;

    /** A file is where the folder should be: not even root can make one there. */
    @Test
    void theConsoleOpensWhereItsSettingsCanNeitherBeReadNorSaved() throws Exception {
        Path home = Files.writeString(folder.resolve("home"), "no folder");

        Process console = selfCheck(home);

        assertThat(console.waitFor(OPENS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        String told = new String(console.getInputStream().readAllBytes(), UTF_8);
        assertThat(console.exitValue()).as(told).isZero();
        assertThat(told).contains("The console's window opens on this machine.");
        assertThat(home).hasContent("no folder");
    }

    /** Started as this JVM was. */
    private static Process selfCheck(Path home) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-Duser.home=" + home,
                "-Djava.util.prefs.userRoot=" + home.resolve("settings"),
                "--class-path",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--self-check"));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
