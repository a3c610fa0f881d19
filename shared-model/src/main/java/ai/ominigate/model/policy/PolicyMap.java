package ai.ominigate.model.policy;

import java.util.List;

/**
 * What stands behind each sentence of the policy that is in force.
 *
 * @param version of the policy
 * @param rows one for each sentence, in order
 * @param unmapped sentences that nothing is known to stand behind; there must be none
 */
public record PolicyMap(int version, List<PolicyMapRow> rows, List<String> unmapped) {
    public PolicyMap {
        rows = List.copyOf(rows);
        unmapped = List.copyOf(unmapped);
    }
}
