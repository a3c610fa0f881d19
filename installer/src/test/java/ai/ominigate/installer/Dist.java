package ai.ominigate.installer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.OS;

/** The packages that the build has made, and programs that are run to look at them. */
final class Dist {

    static final Path FOLDER = Path.of(System.getProperty("dist"));

    /** Where the packages were put together: no machine that they are installed on has it. */
    static final Path MADE_OF = FOLDER.resolveSibling("packaging");

    private static final int MINUTES = 5;

    private Dist() {}

    /** A folder beside them, empty; any user can enter it. */
    static Path fresh(String name) {
        return Folders.fresh(FOLDER.resolveSibling("tried-out").resolve(name));
    }

    /** What people download: neither checksums nor bills of materials. */
    static Stream<Path> packages() {
        return Folders.files(FOLDER, "").stream().filter(file -> {
            String name = file.getFileName().toString();
            return !name.equals(Checksums.FILE)
                    && !name.equals(ConsoleRelease.FILE)
                    && !name.endsWith(Checksums.ENDING)
                    && !name.endsWith(Sbom.ENDING);
        });
    }

    /** The one package of such a name. */
    static Path only(String pattern) {
        List<Path> found = packages()
                .filter(file -> file.getFileName().toString().matches(pattern))
                .toList();
        assertThat(found).as(pattern).hasSize(1);
        return found.getFirst();
    }

    /** The command as on another machine than this one, where that folder is missing. Only root can do that, on Linux. */
    static List<String> elsewhere(List<String> command) {
        if (!OS.LINUX.isCurrentOs()) {
            return command;
        }
        List<String> all = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation=private",
                "sh",
                "-euc",
                "mount -t tmpfs nothing \"$1\"; shift; exec \"$@\"",
                "sh",
                MADE_OF.toString()));
        all.addAll(command);
        return all;
    }

    /** What a program that succeeds says. It runs as on a machine where no Java is installed. */
    static String run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Said said = said(command, environment);
        assertThat(said.status()).as("%s said: %s", command, said.words()).isZero();
        return said.words();
    }

    static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), Map.of());
    }

    /** How a program ended, and all it said. */
    record Said(int status, String words) {}

    static Said said(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path output = Files.createTempFile("said-", ".txt");
        try {
            Process process = start(command, environment, output);
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            String words = Files.readString(output, UTF_8);
            assertThat(ended).as("%s ended, saying %s", command, words).isTrue();
            return new Said(process.exitValue(), words);
        } finally {
            Files.delete(output);
        }
    }

    static Process start(List<String> command, Map<String, String> environment, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("OMINIGATE"));
        builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
