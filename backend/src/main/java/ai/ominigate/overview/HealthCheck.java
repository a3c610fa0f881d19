package ai.ominigate.overview;

import ai.ominigate.billing.Nodes;
import ai.ominigate.model.approval.ApprovalKind;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.system.DiskHealth;
import ai.ominigate.model.system.NodeHealth;
import ai.ominigate.model.system.RestoreState;
import ai.ominigate.model.system.SystemHealth;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.NodeIdentity;
import ai.ominigate.platform.Readiness;
import ai.ominigate.privacy.erasure.Restores;
import ai.ominigate.privacy.map.LiveChecks;
import ai.ominigate.privacy.retention.Retention;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.rights.Rights;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks how this node does. Blocks, for a few seconds at most where the database does not answer. */
@Singleton
final class HealthCheck {
    private static final double NANOS_PER_MILLI = 1e6;

    private final NodeIdentity node;
    private final Collection<Readiness> readiness;
    private final Nodes nodes;
    private final Members members;
    private final Approvals approvals;
    private final Retention retention;
    private final LiveChecks checks;
    private final Restores restores;
    private final Meters meters;
    private final DataFolder folder;
    private final InstantSource clock;

    HealthCheck(
            NodeIdentity node,
            Collection<Readiness> readiness,
            Nodes nodes,
            Members members,
            Approvals approvals,
            Retention retention,
            LiveChecks checks,
            Restores restores,
            Meters meters,
            DataFolder folder,
            InstantSource clock) {
        this.node = node;
        this.readiness = readiness;
        this.nodes = nodes;
        this.members = members;
        this.approvals = approvals;
        this.retention = retention;
        this.checks = checks;
        this.restores = restores;
        this.meters = meters;
        this.folder = folder;
        this.clock = clock;
    }

    SystemHealth run() {
        long began = System.nanoTime();
        List<NodeHealth> known = known();
        Double millis = known == null ? null : (System.nanoTime() - began) / NANOS_PER_MILLI;
        return new SystemHealth(
                node.id().toString(),
                version(),
                clock.instant(),
                readiness.stream()
                        .flatMap(each -> each.problem().map(problem -> each.name() + ": " + problem).stream())
                        .toList(),
                millis,
                meters.sharedLimits(),
                meters.journal(),
                disk(),
                meters.upstreams(),
                meters.networkFiles(),
                known,
                restore(),
                meters.letters(),
                meters.paymentNews(),
                meters.mailboxSeconds(),
                meters.unsignedEntries(),
                warnings());
    }

    private List<String> warnings() {
        try {
            List<String> warnings = new ArrayList<>();
            if (members.administrators() == 0) {
                warnings.add(
                        "There is no administrator, so nobody manages the staff. The operator can let one in with the"
                                + " command 'staff setup-token'.");
            }
            Map<List<Role>, List<ApprovalKind>> byApprovers = new LinkedHashMap<>();
            for (ApprovalKind kind : approvals.withoutTwoApprovers()) {
                byApprovers
                        .computeIfAbsent(kind.approvers(), _ -> new ArrayList<>())
                        .add(kind);
            }
            byApprovers.forEach((roles, kinds) -> warnings.add(withoutTwo(roles, kinds)));
            for (DataClass overdue : retention.overdue()) {
                warnings.add(
                        "%s is kept longer than its window: its purge does not do its work. Look at its rule, and purge it."
                                .formatted(Retention.title(overdue)));
            }
            for (PolicyCheck failing : checks.failing()) {
                warnings.add("The privacy policy does not hold (check %s, owner: %s): %s"
                        .formatted(failing.name(), Rights.title(failing.owner()), failing.finding()));
            }
            return warnings;
        } catch (SQLException e) {
            // That the database does not answer is said elsewhere.
            return List.of();
        }
    }

    /** About kinds that the same people can agree to. */
    private static String withoutTwo(List<Role> roles, List<ApprovalKind> kinds) {
        boolean nobody = kinds.getFirst().people() == 0;
        return "%s can agree to %s, and nobody may agree to what they proposed themselves. Give %s the role %s."
                .formatted(
                        nobody ? "Nobody" : "Only one member of the staff",
                        kinds.stream().map(ApprovalKind::kind).collect(Collectors.joining(", ")),
                        nobody ? "two members of the staff" : "another one",
                        roles.stream().map(Rights::title).collect(Collectors.joining(" or ")));
    }

    /** Null while the database does not answer: to say that is what this is for. */
    private @Nullable List<NodeHealth> known() {
        try {
            return nodes.known();
        } catch (SQLException e) {
            return null;
        }
    }

    /** Null while the database does not answer. */
    private @Nullable RestoreState restore() {
        try {
            return restores.state();
        } catch (SQLException e) {
            return null;
        }
    }

    private DiskHealth disk() {
        try {
            FileStore disk = Files.getFileStore(folder.root());
            return new DiskHealth(disk.getUsableSpace(), disk.getTotalSpace());
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder is locked by this process, and so is there", e);
        }
    }

    /** As the build has written it into the jar. */
    private static String version() {
        return Objects.requireNonNullElse(HealthCheck.class.getPackage().getImplementationVersion(), "not packaged");
    }
}
