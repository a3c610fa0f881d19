package ai.ominigate.faults;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** What a scenario plays on. */
record Stage(FaultPlan plan, FaultTable table, Fleet fleet, FaultRow row) {

    SplittableRandom random() {
        return plan.random(row.fault());
    }

    /** A trial on both nodes, with calls going on. */
    Trial trial() throws IOException, InterruptedException {
        return trialOn(fleet.nodes());
    }

    /** A trial on these nodes, with calls going on. */
    Trial trialOn(List<Node> nodes) throws IOException, InterruptedException {
        return quietTrialOn(nodes).underLoad();
    }

    /** A trial on these nodes, with nobody calling. */
    Trial quietTrialOn(List<Node> nodes) throws IOException, InterruptedException {
        return Trial.on(fleet, row, nodes, random());
    }
}
