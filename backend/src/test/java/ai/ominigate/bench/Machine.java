package ai.ominigate.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The machine that the figures belong to. */
final class Machine {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long MEBIBYTE = 1024L * 1024;

    private Machine() {}

    /** One line: processor, cores, memory, system, Java. */
    static String words() {
        return "%s, %d cores, %d GB, %s %s, Java %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        Math.round(SYSTEM.getTotalMemorySize() / (1024.0 * MEBIBYTE)),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        }
    }

    /** Files that one process may have open at most, as far as that is known. */
    static long mostFiles() {
        return SYSTEM instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : 8_192;
    }

    /** Memory that processes have in use, in bytes; 0 where the system does not tell. */
    static long resident(Stream<ProcessHandle> processes) {
        return processes.mapToLong(process -> resident(process.pid())).sum();
    }

    private static long resident(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    /** What is measured: the state of the sources in {@code project}; empty where git does not tell. */
    static String commit(Path project) {
        try {
            String git = ChildProcess.run(List.of("git", "-C", project.toString(), "rev-parse", "--short", "HEAD"));
            String changes =
                    ChildProcess.run(List.of("git", "-C", project.toString(), "status", "--porcelain", "-uno"));
            return ", commit " + git.strip() + (changes.isBlank() ? "" : " with changes");
        } catch (IllegalStateException | UncheckedIOException noRepository) {
            return "";
        }
    }

    /** Watches, from its creation on, how much of the machine other programs use. */
    static final class Others {

        private final List<ChildProcess> ours;
        private final long from = System.nanoTime();
        private final Duration usedBefore;

        /** @param ours the processes that do not count as others */
        Others(List<ChildProcess> ours) {
            this.ours = List.copyOf(ours);
            this.usedBefore = used();
            // The first answer is about the time before; the next one about the time from here on.
            SYSTEM.getCpuLoad();
        }

        /** @return cores in use by other programs on average; 0 where the system does not tell */
        double cores() {
            double seconds = (System.nanoTime() - from) / 1e9;
            double all = SYSTEM.getCpuLoad() * Runtime.getRuntime().availableProcessors();
            double own = used().minus(usedBefore).toNanos() / 1e9 / seconds;
            return Math.max(0, all - own);
        }

        private Duration used() {
            Duration self = Duration.ofNanos(SYSTEM.getProcessCpuTime());
            return ours.stream().map(ChildProcess::cpuTime).reduce(self, Duration::plus);
        }
    }
}
