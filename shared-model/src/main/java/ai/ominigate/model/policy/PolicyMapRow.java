package ai.ominigate.model.policy;

import ai.ominigate.model.staff.Role;
import java.util.List;

/**
 * A sentence of the policy and what stands behind it.
 *
 * @param clause what it is called among those who look after it, as {@code C5}
 * @param section the heading that it stands under
 * @param sentence word for word
 * @param tests that prove it, each as {@code class#method}
 * @param owner who looks after it
 * @param checks that look whether it is true now
 */
public record PolicyMapRow(
        String clause,
        String section,
        String sentence,
        List<PolicyEnforcement> enforcedBy,
        List<String> tests,
        Role owner,
        List<PolicyCheck> checks) {
    public PolicyMapRow {
        enforcedBy = List.copyOf(enforcedBy);
        tests = List.copyOf(tests);
        checks = List.copyOf(checks);
    }
}
