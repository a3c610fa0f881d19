package ai.ominigate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of some processes at a moment. Linux knows it to the nanosecond for each thread, but only to a
 * hundredth of a second for a process.
 *
 * @param nanos by the number of the thread, or of the process where threads are not told of
 */
record CpuTime(Map<Long, Long> nanos) {

    CpuTime {
        nanos = Map.copyOf(nanos);
    }

    static CpuTime of(Stream<ProcessHandle> processes) {
        Map<Long, Long> nanos = new HashMap<>();
        processes.forEach(process -> addThreads(process, nanos));
        return new CpuTime(nanos);
    }

    /** What was used since then. What a thread used that has ended meanwhile is not known. */
    Duration since(CpuTime earlier) {
        return Duration.ofNanos(nanos.entrySet().stream()
                .mapToLong(now -> now.getValue() - earlier.nanos.getOrDefault(now.getKey(), 0L))
                .sum());
    }

    private static void addThreads(ProcessHandle process, Map<Long, Long> nanos) {
        Path tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                addThread(thread, nanos);
            }
        } catch (IOException notLinux) {
            process.info().totalCpuDuration().ifPresent(time -> nanos.put(process.pid(), time.toNanos()));
        }
    }

    private static void addThread(Path thread, Map<Long, Long> nanos) throws IOException {
        try {
            List<String> words =
                    List.of(Files.readString(thread.resolve("schedstat")).split(" "));
            nanos.put(
                    Long.valueOf(thread.getFileName().toString()),
                    Long.valueOf(words.getFirst().strip()));
        } catch (NoSuchFileException ended) {
            // It has used what it has used.
        }
    }
}
