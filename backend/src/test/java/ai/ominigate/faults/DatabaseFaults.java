package ai.ominigate.faults;

import java.time.Duration;
import java.util.List;

/** A PostgreSQL that dies, is stopped, freezes and has no room. */
final class DatabaseFaults {
    static final String KILL = "kill -9 of PostgreSQL";
    static final String KILL_BACKEND = "kill -9 of a PostgreSQL backend at work";
    static final String FREEZE = "PostgreSQL frozen";

    private DatabaseFaults() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(KILL, DatabaseFaults::kill),
                Scenario.of(KILL_BACKEND, DatabaseFaults::killBackends),
                Scenario.of("PostgreSQL stopped for minutes", DatabaseFaults::stop),
                Scenario.of(FREEZE, DatabaseFaults::freeze));
    }

    private static void kill(Stage stage) throws Exception {
        Trial trial = stage.trial();
        for (int i = 0; i < stage.plan().times(5); i++) {
            trial.awaitWhole(20);
            killOnce(trial, stage.row());
        }
        trial.conclude();
    }

    static void killOnce(Trial trial, FaultRow row) throws Exception {
        trial.goOnForUpTo(Duration.ofMillis(300));
        Trial.Incident incident = trial.strike(row, trial.nodes());
        trial.fleet().postgres().kill();
        trial.goOnForUpTo(Duration.ofSeconds(2));
        long mended = System.nanoTime();
        trial.fleet().postgres().start();
        trial.measureDrain(row);
        trial.awaitRecovered(incident, mended);
    }

    private static void killBackends(Stage stage) throws Exception {
        Trial trial = stage.trial();
        for (int i = 0; i < stage.plan().times(10); i++) {
            trial.awaitWhole(20);
            killBackend(trial, stage.row());
        }
        trial.conclude();
    }

    static void killBackend(Trial trial, FaultRow row) throws Exception {
        Trial.Incident incident = trial.strike(row, trial.nodes());
        trial.fleet().postgres().killABackendAtWork();
        trial.awaitRecovered(incident);
    }

    private static void stop(Stage stage) throws Exception {
        Trial trial = stage.trial();
        trial.awaitWhole(50);
        Trial.Incident incident = trial.strike(trial.nodes());
        stage.fleet().postgres().stop();
        trial.goOnFor(stage.plan().time(Duration.ofMinutes(2), Duration.ofSeconds(15)));
        long mended = System.nanoTime();
        stage.fleet().postgres().start();
        trial.measureDrain(stage.row());
        trial.awaitRecovered(incident, mended);
        trial.conclude();
    }

    private static void freeze(Stage stage) throws Exception {
        Trial trial = stage.trial();
        trial.awaitWhole(50);
        freezeFor(stage.plan().time(Duration.ofSeconds(45), Duration.ofSeconds(8)), trial, stage.row());
        trial.conclude();
    }

    static void freezeFor(Duration time, Trial trial, FaultRow row) throws Exception {
        Trial.Incident incident = trial.strike(row, trial.nodes());
        trial.fleet().postgres().freeze();
        trial.goOnFor(time);
        long mended = System.nanoTime();
        trial.fleet().postgres().thaw();
        trial.measureDrain(row);
        trial.awaitRecovered(incident, mended);
    }
}
