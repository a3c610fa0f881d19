package ai.ominigate.model.policy;

import java.util.List;

/**
 * What is different in a version.
 *
 * @param from number of the version before
 * @param to number of the version
 * @param locale the language that was compared
 * @param lines all lines of both, in order
 */
public record PolicyDifference(int from, int to, String locale, List<PolicyChange> lines) {
    public PolicyDifference {
        lines = List.copyOf(lines);
    }
}
