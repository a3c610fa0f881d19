package ai.ominigate.model.subprocessor;

import java.util.List;

/**
 * What is different in a version of the list.
 *
 * @param from number of the version before; 0 if there is none
 * @param to number of the version
 * @param changes by name; empty if nothing is different
 */
public record SubprocessorDifference(int from, int to, List<SubprocessorChange> changes) {
    public SubprocessorDifference {
        changes = List.copyOf(changes);
    }
}
