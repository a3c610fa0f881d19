package ai.ominigate.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** What a JVM tells about itself when the JDK's {@code jcmd} asks. */
final class Jvm {

    private static final String JCMD =
            System.getProperty("java.home") + File.separator + "bin" + File.separator + "jcmd";

    private Jvm() {}

    /** Bytes of what is in use on the heap, after a collection of everything that is not. */
    static long liveBytes(long pid) {
        String total = ask(pid, "GC.class_histogram").strip().lines().toList().getLast();
        String[] words = total.strip().split("\\s+");
        if (words.length != 3 || !words[0].equals("Total")) {
            throw new IllegalStateException("Not the end of a histogram: " + total);
        }
        return Long.parseLong(words[2]);
    }

    /**
     * Does something and tells what was allocated meanwhile.
     *
     * @return bytes by the name of the thread; those of virtual threads count for the thread that carries them
     */
    static Map<String, Long> allocatedDuring(Runnable work, long pid, Path folder) {
        Path recording = folder.resolve("allocation.jfr");
        ask(
                pid,
                "JFR.start",
                "name=allocation",
                "settings=none",
                "+jdk.ThreadAllocationStatistics#enabled=true",
                // At the begin and at the end.
                "+jdk.ThreadAllocationStatistics#period=everyChunk");
        work.run();
        ask(pid, "JFR.stop", "name=allocation", "filename=" + recording);
        try {
            return RecordingFile.readAllEvents(recording).stream()
                    .filter(event -> event.getValue("thread") instanceof RecordedThread)
                    .collect(Collectors.groupingBy(
                            event -> Objects.toString(event.getThread("thread").getJavaName(), ""),
                            Collectors.collectingAndThen(Collectors.toList(), Jvm::grown)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Threads of one name may be several; what each has allocated in its life only grows. */
    private static long grown(List<RecordedEvent> statistics) {
        Map<Long, List<Long>> byThread = statistics.stream()
                .collect(Collectors.groupingBy(
                        event -> event.getThread("thread").getId(),
                        Collectors.mapping(event -> event.getLong("allocated"), Collectors.toList())));
        return byThread.values().stream()
                .mapToLong(values -> values.stream()
                                .mapToLong(Long::longValue)
                                .max()
                                .orElse(0)
                        - values.stream().mapToLong(Long::longValue).min().orElse(0))
                .sum();
    }

    private static String ask(long pid, String... question) {
        List<String> command = new ArrayList<>(List.of(JCMD, String.valueOf(pid)));
        command.addAll(List.of(question));
        return ChildProcess.run(Cores.ofTheRest().pin(command));
    }
}
