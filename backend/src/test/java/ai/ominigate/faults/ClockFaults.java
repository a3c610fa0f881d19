package ai.ominigate.faults;

import ai.ominigate.faults.Scenario.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Clocks that jump. */
final class ClockFaults {
    /** Where Debian's package libfaketime has it, on both of its 64-bit architectures, and Fedora's. */
    static final List<Path> LIBRARY = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"));

    private ClockFaults() {}

    static List<Scenario> all() {
        return List.of(Scenario.of("clock of a backend jumps, across midnight and month", ClockFaults::jump)
                .needing(Need.FAKETIME));
    }

    /** Nothing is excused: what time it is matters to the bills' dates and to nothing else. */
    private static void jump(Stage stage) throws Exception {
        Path clock = Files.createTempFile("ominigate-clock-", "");
        try {
            Instant now = Instant.now();
            LocalDate endOfMonth =
                    YearMonth.from(now.atOffset(ZoneOffset.UTC)).plusMonths(1).atEndOfMonth();
            Duration ahead = Duration.between(
                    now, endOfMonth.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
            // The node needs some seconds to start, and is to see midnight come by itself.
            set(clock, ahead.minusSeconds(20));
            Node node = stage.fleet()
                    .extraNode(
                            "node with a clock of its own",
                            Map.of(
                                    "LD_PRELOAD",
                                    Objects.requireNonNull(Shell.firstOf(LIBRARY))
                                            .toString(),
                                    "FAKETIME_TIMESTAMP_FILE",
                                    clock.toString(),
                                    "FAKETIME_CACHE_DURATION",
                                    "1",
                                    "FAKETIME_DONT_FAKE_MONOTONIC",
                                    "1"));
            node.start();
            Trial trial = stage.trialOn(List.of(node));
            trial.goOnFor(Duration.ofSeconds(20));
            for (Duration jump : List.of(
                    ahead.minusSeconds(3),
                    ahead.minusHours(1),
                    ahead.plusHours(1),
                    ahead.plusDays(3),
                    ahead.minusDays(3),
                    Duration.ZERO,
                    Duration.ofDays(-3))) {
                Trial.Incident incident = trial.strike(List.of());
                set(clock, jump);
                trial.goOnFor(Duration.ofSeconds(5));
                trial.over(incident);
            }
            trial.retire(node);
            trial.conclude();
        } finally {
            Files.delete(clock);
        }
    }

    /** Moves it in one step, so that nobody reads half of it. */
    private static void set(Path clock, Duration offset) throws IOException {
        Path next = clock.resolveSibling(clock.getFileName() + ".next");
        Files.writeString(next, (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n");
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
