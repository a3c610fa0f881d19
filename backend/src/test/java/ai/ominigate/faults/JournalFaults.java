package ai.ominigate.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Journals that are read again. */
final class JournalFaults {
    private JournalFaults() {}

    static List<Scenario> all() {
        return List.of(Scenario.of("journals replayed twice from their beginning", JournalFaults::replay));
    }

    /** As after a PostgreSQL that was restored from an older state of its cursors. */
    private static void replay(Stage stage) throws Exception {
        Trial trial = stage.trial();
        trial.awaitWhole(100);
        for (int i = 0; i < 2; i++) {
            Trial.Incident incident = trial.strike(trial.nodes());
            for (Node node : trial.nodes()) {
                node.kill();
            }
            forgetHowFar(stage.fleet());
            for (Node node : trial.nodes()) {
                node.launch();
            }
            trial.nodes().forEach(Node::awaitHealthy);
            trial.awaitRecovered(incident);
            for (Node node : trial.nodes()) {
                if (!(node.metric("ominigate_shipper_duplicates_total") > 0)) {
                    throw new AssertionError(node + " has not read its journal again");
                }
            }
        }
        trial.conclude();
    }

    private static void forgetHowFar(Fleet fleet) throws SQLException {
        try (Connection database = fleet.postgres().connect();
                Statement delete = database.createStatement()) {
            delete.execute("DELETE FROM metering.ingest_cursor");
        }
    }
}
