package ai.ominigate.installer;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Programs that the packages are made with: those of the JDK in this process, others of the system beside it. */
final class Tool {

    private Tool() {}

    /**
     * Runs a tool of the JDK.
     *
     * @throws CannotPackage with what the tool said, if it fails
     */
    static void jdk(String name, List<String> arguments) {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new CannotPackage(
                        "This Java has no '%s'; run the build with a full JDK 25, not a JRE.".formatted(name)));
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int status = tool.run(writer, writer, arguments.toArray(String[]::new));
        check(name, status, said.toString());
    }

    /**
     * Runs a program of the system.
     *
     * @throws CannotPackage with what the program said, if it is absent or fails
     */
    static void system(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            check(command.getFirst(), process.waitFor(), said);
        } catch (IOException e) {
            throw new CannotPackage("The program '%s' cannot be run; install it.".formatted(command.getFirst()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotPackage("Packaging was interrupted.", e);
        }
    }

    /** Takes out of the programs and libraries below {@code folder} what only debuggers read, where that can be done. */
    static void strip(Path folder) {
        if (!missing("strip", "find").isEmpty()) {
            return;
        }
        // Most files are none: strip says so of each and goes on, so how it ends means nothing.
        system(List.of(
                "find",
                folder.toString(),
                "-type",
                "f",
                "(",
                "-name",
                "*.so",
                "-o",
                "-perm",
                "-u+x",
                ")",
                "-exec",
                "sh",
                "-c",
                "strip --strip-unneeded \"$1\" 2>/dev/null || true",
                "strip",
                "{}",
                ";"));
    }

    /** Those of {@code programs} that are not on this machine's {@code PATH}. */
    static List<String> missing(String... programs) {
        return Stream.of(programs).filter(program -> !isThere(program)).toList();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
    }

    private static void check(String name, int status, String said) {
        if (status != 0) {
            throw new CannotPackage("'%s' failed with status %d and said:%n%s".formatted(name, status, said.strip()));
        }
    }
}
