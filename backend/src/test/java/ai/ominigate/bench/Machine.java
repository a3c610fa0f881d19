package ai.ominigate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
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
