package ai.ominigate.faults;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of fault and how it is brought about.
 *
 * @param fault a sentence: its name in the table and among the tests
 * @param needs what of the machine it needs beyond Java
 */
record Scenario(String fault, List<Need> needs, Body body) {

    /** Lets it happen, under load, and has the oracle compare. */
    @FunctionalInterface
    interface Body {
        void happen(Stage stage) throws Exception;
    }

    /** What not every machine has. Scenarios with needs are run by the whole suite alone. */
    enum Need {
        /** To mount small file systems. */
        ROOT,
        STRACE,
        FAKETIME
    }

    static Scenario of(String fault, Body body) {
        return new Scenario(fault, List.of(), body);
    }

    Scenario needing(Need... more) {
        return new Scenario(fault, List.of(more), body);
    }

    /** Why it cannot be run here; null if it can. Only rights can be missing by then: tools are asked for before. */
    @Nullable
    String cannotRun() {
        return needs.contains(Need.ROOT) && !Shell.isRoot() ? "needs root, to mount a small file system" : null;
    }
}
