package ai.ominigate.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs every target with the fuzzer, one after the other, each in a process of its own: {@code ./mvnw -Pfuzz
 * -Dfuzz.minutes=10}. What it finds ends the target's run and is written to {@code target/fuzz}, to be minimised, kept
 * below {@code src/test/resources/fuzz} and mended.
 */
public final class Fuzzing {
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second.*");
    private static final Pattern COVERED = Pattern.compile("#\\d+.* cov: (\\d+) ft: (\\d+) corp: (\\d+)/.*");

    /** A single input takes microseconds, the first one as long as a busy machine takes to load the classes. */
    private static final int SECONDS_FOR_ONE_INPUT = 300;

    private final Path folder;
    private final Duration each;
    private final PrintStream out;

    private Fuzzing(Path folder, Duration each, PrintStream out) {
        this.folder = folder;
        this.each = each;
        this.out = out;
    }

    /**
     * @param args the folder for what is found, the minutes for each target and, if not all are wanted, the names of
     *     those that are
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Duration each = Duration.ofSeconds(Math.round(Double.parseDouble(args[1]) * 60));
        Fuzzing fuzzing = new Fuzzing(Path.of(args[0]), each, System.out);
        List<String> wanted = List.of(args).subList(2, args.length);
        boolean sound = true;
        for (Target target : Target.values()) {
            if (wanted.isEmpty() || wanted.contains(target.label())) {
                sound &= fuzzing.run(target);
            }
        }
        System.exit(sound ? 0 : 1);
    }

    private boolean run(Target target) throws IOException, InterruptedException {
        Path inputs = Files.createDirectories(folder.resolve(target.label()));
        Path found = Files.createDirectories(folder.resolve(target.label() + "-found"));
        Path log = folder.resolve(target.label() + ".log");
        Process process = new ProcessBuilder(command(target, inputs, found))
                .directory(found.toFile())
                .redirectErrorStream(true)
                .start();
        String runs = "?";
        String covered = "?";
        try (BufferedReader lines = process.inputReader(UTF_8);
                PrintStream copy = new PrintStream(Files.newOutputStream(log), false, UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.println(line);
                Matcher done = DONE.matcher(line);
                Matcher coverage = COVERED.matcher(line);
                if (done.matches()) {
                    runs = done.group(1) + " runs in " + done.group(2) + " s";
                } else if (coverage.matches()) {
                    covered = coverage.group(1) + " edges, " + coverage.group(3) + " inputs";
                }
            }
        }
        boolean sound = process.waitFor() == 0;
        out.printf("%-20s %-26s %-26s %s%n", target.label(), runs, covered, sound ? "nothing found" : "FOUND: " + log);
        return sound;
    }

    private List<String> command(Target target, Path inputs, Path found) {
        return new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=ai.ominigate.gateway.**:ai.ominigate.metering.**",
                // They look for injections into shells, queries and class loaders, which none of these targets has.
                "--custom_hook_includes=ai.ominigate.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.**",
                "-max_total_time=" + each.toSeconds(),
                "-timeout=" + SECONDS_FOR_ONE_INPUT,
                "-rss_limit_mb=4096",
                "-dict=" + Target.DICTIONARY.toAbsolutePath(),
                "-artifact_prefix=" + found.toAbsolutePath() + File.separator,
                // New inputs go to the first folder alone.
                inputs.toAbsolutePath().toString(),
                target.kept().toAbsolutePath().toString()));
    }
}
