package ai.ominigate.faults;

import java.time.Duration;
import java.util.List;

/** Half an hour of traffic in which one fault after another happens, whichever comes up. */
final class Storm {
    static final String NAME = "mixed load between random faults";

    private static final Duration LASTS = Duration.ofMinutes(30);

    /** What is to be left of the budget when it ends, for all to become quiet and be compared. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);

    private static final Duration LASTS_IN_SELECTION = Duration.ofSeconds(45);
    private static final Duration AT_LEAST = Duration.ofSeconds(15);
    private static final Duration LONGEST_PEACE = Duration.ofMillis(1500);

    private Storm() {}

    static List<Scenario> all() {
        return List.of(Scenario.of(NAME, Storm::rage));
    }

    /** A fault, with how often it comes in a hundred. */
    private record Weather(int percent, String fault, Strike strike) {}

    @FunctionalInterface
    private interface Strike {
        void at(Trial trial, FaultRow row) throws Exception;
    }

    private static final List<Weather> ALL = List.of(
            new Weather(62, ProcessFaults.KILL, ProcessFaults::killOne),
            new Weather(8, ProcessFaults.KILL_BOTH, ProcessFaults::killAll),
            new Weather(6, DatabaseFaults.KILL, DatabaseFaults::killOnce),
            new Weather(8, DatabaseFaults.KILL_BACKEND, DatabaseFaults::killBackend),
            new Weather(
                    4,
                    DatabaseFaults.FREEZE,
                    (trial, row) -> DatabaseFaults.freezeFor(
                            Duration.ofMillis(trial.random().nextLong(5_000)), trial, row)),
            new Weather(5, ProcessFaults.FREEZE, ProcessFaults::freezeOne),
            new Weather(5, ProcessFaults.RESTART, ProcessFaults::restartOne),
            new Weather(
                    2, ProviderFaults.STORM, (trial, row) -> ProviderFaults.storm(trial, row, Duration.ofSeconds(3))));

    private static void rage(Stage stage) throws Exception {
        Trial trial = stage.trial();
        trial.awaitWhole(50);
        Duration most = stage.plan().whole() ? stage.plan().time(LASTS, AT_LEAST) : LASTS_IN_SELECTION;
        Duration left = stage.plan().left().minus(LAST_WORDS);
        Duration time = left.compareTo(most) < 0 ? left : most;
        long end = System.nanoTime() + (time.compareTo(AT_LEAST) < 0 ? AT_LEAST : time).toNanos();
        stage.row().ran();
        while (System.nanoTime() < end) {
            Weather weather = next(trial);
            weather.strike().at(trial, stage.table().row(weather.fault()));
            trial.goOnForUpTo(LONGEST_PEACE);
        }
        trial.conclude();
    }

    private static Weather next(Trial trial) {
        int drawn =
                trial.random().nextInt(ALL.stream().mapToInt(Weather::percent).sum());
        for (Weather weather : ALL) {
            drawn -= weather.percent();
            if (drawn < 0) {
                return weather;
            }
        }
        throw new IllegalStateException("the draw is below the sum");
    }
}
