package ai.ominigate.privacy.map;

import ai.ominigate.model.policy.PolicyEnforcement;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.policy.PolicyMapRow;
import ai.ominigate.promise.LiveCheck;
import ai.ominigate.staff.rights.Rights;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The map as a page of the documentation. */
final class PolicyMapPage {
    private PolicyMapPage() {}

    static String of(PolicyMap map, Collection<LiveCheck> checks) {
        StringBuilder page = new StringBuilder("""
                # Policy map

                Each sentence of the privacy policy, with what enforces it, the tests that prove it, who owns it, and the checks
                that look whether it is true while OminiGate runs. The same is at `GET /admin/v1/policy/map`, with what the checks
                saw last. Both are made of `backend/src/main/resources/policy/map.json`; `PolicyMapTest` holds this page against it
                and writes it anew with `-Dupdate`.
                """);
        String section = "";
        for (PolicyMapRow row : map.rows()) {
            if (!row.section().equals(section)) {
                section = row.section();
                page.append("\n## ").append(section).append('\n');
            }
            append(page, row);
        }
        page.append("\n## Checks\n\n| check | what must be true |\n| --- | --- |\n");
        Map<String, String> titles = new TreeMap<>();
        checks.forEach(check -> titles.put(check.name(), check.title()));
        titles.forEach((name, title) ->
                page.append("| `").append(name).append("` | ").append(title).append(" |\n"));
        return page.toString();
    }

    private static void append(StringBuilder page, PolicyMapRow row) {
        page.append("\n> ")
                .append(row.sentence())
                .append("\n\n")
                .append(row.clause())
                .append(", ")
                .append(Rights.title(row.owner()))
                .append("\n\n");
        for (PolicyEnforcement enforcement : row.enforcedBy()) {
            page.append("- ")
                    .append(enforcement.how())
                    .append(" (`")
                    .append(simple(enforcement.by()))
                    .append("`)\n");
        }
        row.tests()
                .forEach(test ->
                        page.append("- proved by `").append(simple(test)).append("`\n"));
        row.checks()
                .forEach(check ->
                        page.append("- looked at by `").append(check.name()).append("`\n"));
    }

    private static String simple(String name) {
        return name.replaceAll("^([a-z_]+\\.)+", "");
    }
}
