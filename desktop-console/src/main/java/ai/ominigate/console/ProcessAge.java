package ai.ominigate.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long this process has been there. Linux tells when a process began by a time of boot that is rounded to whole seconds,
 * and so does Java; its own counters, both from boot on, are exact to a hundredth.
 */
final class ProcessAge {

    private static final Path SELF = Path.of("/proc/self/stat");
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** The field {@code starttime} of proc(5), counted behind the name, which may have spaces in it. */
    private static final int BEGAN = 19;

    /** What Linux counts a second in for programs, whatever it counts for itself. */
    private static final int TICKS = 100;

    private static final int MILLIS = 1_000;

    private ProcessAge() {}

    /** @param now by this machine's clock, where the system knows no counter */
    static Optional<Duration> at(Instant now) {
        if (Files.isReadable(SELF) && Files.isReadable(UPTIME)) {
            try {
                return Optional.of(age(Files.readString(SELF), Files.readString(UPTIME)));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return ProcessHandle.current().info().startInstant().map(begun -> Duration.between(begun, now));
    }

    /**
     * @param stat {@code /proc/self/stat}
     * @param uptime {@code /proc/uptime}
     */
    static Duration age(String stat, String uptime) {
        long began = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[BEGAN]);
        double up = Double.parseDouble(uptime.split(" ")[0]);
        return Duration.ofMillis(Math.round(up * MILLIS) - began * MILLIS / TICKS);
    }
}
