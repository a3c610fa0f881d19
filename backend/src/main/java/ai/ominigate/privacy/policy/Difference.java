package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyChange;
import ai.ominigate.model.policy.PolicyChange.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is different between two texts, line by line: the longest common subsequence of both stays. */
final class Difference {
    private Difference() {}

    static List<PolicyChange> between(String before, String after) {
        List<String> from = before.lines().toList();
        List<String> to = after.lines().toList();
        int[][] common = common(from, to);
        List<PolicyChange> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < from.size() || j < to.size()) {
            if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
                lines.add(new PolicyChange(Kind.SAME, from.get(i)));
                i++;
                j++;
            } else if (j == to.size() || (i < from.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new PolicyChange(Kind.REMOVED, from.get(i++)));
            } else {
                lines.add(new PolicyChange(Kind.ADDED, to.get(j++)));
            }
        }
        return Collections.unmodifiableList(lines);
    }

    /** How many lines the rests of both from these places on have in common. */
    private static int[][] common(List<String> from, List<String> to) {
        int[][] common = new int[from.size() + 1][to.size() + 1];
        for (int i = from.size() - 1; i >= 0; i--) {
            for (int j = to.size() - 1; j >= 0; j--) {
                common[i][j] = from.get(i).equals(to.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
