package ai.ominigate.model.system;

import java.util.List;

/**
 * Where a node connects to.
 *
 * @param hosts where it may, by name
 * @param refused where it would have but for that, the last first; empty is as it must be
 */
public record EgressReport(List<EgressHost> hosts, List<RefusedHost> refused) {
    public EgressReport {
        hosts = List.copyOf(hosts);
        refused = List.copyOf(refused);
    }
}
