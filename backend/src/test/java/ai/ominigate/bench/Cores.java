package ai.ominigate.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor cores that a process may use: figures of one core can be compared between machines, and a target that
 * shares its core with the load measures the scheduler.
 *
 * @param list as {@code taskset} wants it; empty for all
 */
record Cores(String list) {

    private static final int ALL = Runtime.getRuntime().availableProcessors();
    private static final boolean CAN_PIN = ALL > 1
            && Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));

    /** The last core, for the target alone. */
    static Cores ofTarget() {
        return new Cores(CAN_PIN ? String.valueOf(ALL - 1) : "");
    }

    /** The others, for what loads the target and what the target calls. */
    static Cores ofTheRest() {
        String others = ALL == 2 ? "0" : "0-" + (ALL - 2);
        return new Cores(CAN_PIN ? others : "");
    }

    List<String> pin(List<String> command) {
        if (list.isEmpty()) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", list));
        pinned.addAll(command);
        return pinned;
    }

    /** Moves processes that run already to these cores; what they start from now on follows them. */
    void move(Stream<ProcessHandle> processes) {
        if (!list.isEmpty()) {
            processes.forEach(process ->
                    ChildProcess.run(List.of("taskset", "-a", "-c", "-p", list, String.valueOf(process.pid()))));
        }
    }

    static Cores all() {
        return new Cores("");
    }

    static String words() {
        return CAN_PIN
                ? "each target has core %s to itself; load, model double and PostgreSQL share core %s"
                        .formatted(ofTarget().list(), ofTheRest().list())
                : "all processes share all cores, so the most calls a second include the cost of making them";
    }
}
