package ai.ominigate.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Backends that die, freeze and are restarted. */
final class ProcessFaults {
    static final String KILL = "kill -9 of one backend";
    static final String KILL_BOTH = "kill -9 of both backends at once";
    static final String FREEZE = "a backend frozen for a moment";
    static final String RESTART = "SIGTERM of a backend";

    private ProcessFaults() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(KILL, ProcessFaults::kill),
                Scenario.of(KILL_BOTH, ProcessFaults::killBoth),
                Scenario.of("a backend frozen past its lease, and woken without a database", ProcessFaults::oversleep),
                Scenario.of("rolling restart behind a load balancer", ProcessFaults::rollingRestart));
    }

    private static void kill(Stage stage) throws Exception {
        Trial trial = stage.trial();
        for (int i = 0; i < stage.plan().times(20); i++) {
            trial.awaitWhole(20);
            trial.goOnForUpTo(Duration.ofMillis(500));
            killOne(trial, stage.row());
        }
        trial.conclude();
    }

    /** One at random; sometimes again while it is coming back. */
    static void killOne(Trial trial, FaultRow row) throws Exception {
        Node node = trial.nodes().get(trial.random().nextInt(trial.nodes().size()));
        Trial.Incident incident = trial.strike(row, List.of(node));
        node.kill();
        node.launch();
        if (trial.random().nextInt(5) == 0) {
            trial.goOnForUpTo(Duration.ofSeconds(3));
            row.ran();
            node.kill();
            node.launch();
        }
        node.awaitHealthy();
        trial.awaitRecovered(incident);
    }

    private static void killBoth(Stage stage) throws Exception {
        Trial trial = stage.trial();
        for (int i = 0; i < stage.plan().times(5); i++) {
            trial.awaitWhole(20);
            trial.goOnForUpTo(Duration.ofMillis(500));
            killAll(trial, stage.row());
        }
        trial.conclude();
    }

    static void killAll(Trial trial, FaultRow row) throws Exception {
        Trial.Incident incident = trial.strike(row, trial.nodes());
        for (Node node : trial.nodes()) {
            node.kill();
        }
        for (Node node : trial.nodes()) {
            node.launch();
        }
        trial.nodes().forEach(Node::awaitHealthy);
        trial.awaitRecovered(incident);
    }

    static void freezeOne(Trial trial, FaultRow row) throws Exception {
        Node node = trial.nodes().get(trial.random().nextInt(trial.nodes().size()));
        Trial.Incident incident = trial.strike(row, List.of(node));
        node.freeze();
        trial.goOnForUpTo(Duration.ofSeconds(5));
        long mended = System.nanoTime();
        node.thaw();
        trial.awaitRecovered(incident, mended);
    }

    static void restartOne(Trial trial, FaultRow row) throws Exception {
        Node node = trial.nodes().get(trial.random().nextInt(trial.nodes().size()));
        Trial.Incident incident = trial.strike(row, List.of(node));
        node.terminate();
        node.awaitEnd();
        node.start();
        trial.awaitRecovered(incident);
    }

    /** A node that cannot know whether its leases still stand must not spend them. */
    private static void oversleep(Stage stage) throws Exception {
        Node sleeper = stage.fleet().extraNode("sleeper", Map.of("OMINIGATE_BILLING_LEASES_LIFE", "4s"));
        sleeper.start();
        Trial trial = stage.trialOn(List.of(stage.fleet().nodes().getFirst(), sleeper));
        trial.awaitWhole(50);
        Trial.Incident incident = trial.strike(trial.nodes());
        sleeper.freeze();
        trial.goOnFor(Duration.ofSeconds(8));
        stage.fleet().postgres().freeze();
        sleeper.thaw();
        long woken = System.nanoTime();
        trial.goOnFor(Duration.ofSeconds(4));
        long before = trial.answeredBy(sleeper, woken, System.nanoTime());
        stage.fleet().postgres().thaw();
        long mended = System.nanoTime();
        trial.awaitRecovered(incident, mended);
        trial.retire(sleeper);
        trial.conclude();
        if (before > 0) {
            throw new AssertionError(before + " calls were admitted on leases that had expired");
        }
    }

    private static void rollingRestart(Stage stage) throws Exception {
        Trial trial = stage.quietTrialOn(stage.fleet().nodes()).underBalancedLoad();
        for (int i = 0; i < stage.plan().times(5); i++) {
            for (Node node : trial.nodes()) {
                trial.awaitWhole(50);
                // Touches nobody: behind a load balancer no call may fail.
                Trial.Incident incident = trial.strike(List.of());
                long began = System.nanoTime();
                node.terminate();
                node.awaitEnd();
                node.start();
                stage.row().recovered(Duration.ofNanos(System.nanoTime() - began));
                trial.over(incident);
            }
        }
        trial.conclude();
    }
}
