package ai.ominigate.faults;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs of the operating system by which faults are made. */
final class Shell {
    private Shell() {}

    /** Runs a program to its end; fails with what it said if it did not do what it was told. */
    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + said.strip());
        }
    }

    /** Whether a program of this name is installed. */
    static boolean has(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    /** The first of these files that is there, or null. */
    static @Nullable Path firstOf(List<Path> candidates) {
        return candidates.stream().filter(Files::isReadable).findFirst().orElse(null);
    }
}
