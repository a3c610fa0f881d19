package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.billing.Nodes;
import ai.ominigate.model.Usd;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.EnforcedOn;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.system.NodeState;
import ai.ominigate.personal.Masked;
import ai.ominigate.personal.SubjectNames;
import ai.ominigate.staff.identity.Colleagues;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Decisions as they are answered: addresses masked, for whoever decides too. {@link DecisionNetwork} has them in clear. */
@Singleton
public final class DecisionForms {
    private final DataSource dataSource;
    private final Colleagues colleagues;
    private final SubjectNames names;
    private final Nodes nodes;
    private final InstantSource clock;

    DecisionForms(DataSource dataSource, Colleagues colleagues, SubjectNames names, Nodes nodes, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.colleagues = colleagues;
        this.names = names;
        this.nodes = nodes;
        this.clock = clock;
    }

    /** All of them, in the same order. */
    public List<DecisionDetails> details(List<Decision> found) throws SQLException {
        if (found.isEmpty()) {
            return List.of();
        }
        List<UUID> there = there();
        try (Connection connection = dataSource.getConnection()) {
            return details(connection, found, there);
        }
    }

    /** The nodes that are there now. Asked before a transaction, as it takes a connection of its own. */
    List<UUID> there() throws SQLException {
        return nodes.known().stream()
                .filter(node -> node.state() == NodeState.ACTIVE)
                .map(node -> UUID.fromString(node.id()))
                .toList();
    }

    /** The same as part of a transaction, as far as these nodes are concerned. */
    List<DecisionDetails> details(Connection connection, List<Decision> found, List<UUID> there) throws SQLException {
        Instant now = clock.instant();
        Map<UUID, Colleague> known = colleagues.named(connection, people(found));
        Map<UUID, DecisionTable.Met> met =
                DecisionTable.met(connection, found.stream().map(Decision::id).toList());
        Map<UUID, Long> enforcing = DecisionTable.enforcing(connection);
        List<Long> acting =
                there.stream().map(node -> enforcing.getOrDefault(node, -1L)).toList();
        Map<String, String> called = names.of(
                connection,
                found.stream().map(decision -> decision.entity().toString()).toList());
        return found.stream()
                .map(decision -> details(
                        decision,
                        called.get(decision.entity().toString()),
                        known,
                        met.getOrDefault(decision.id(), DecisionTable.Met.NEVER),
                        acting,
                        now))
                .toList();
    }

    private static Set<UUID> people(List<Decision> found) {
        Set<UUID> people = new HashSet<>();
        for (Decision decision : found) {
            add(people, decision.decidedBy());
            add(people, decision.approvedBy());
            add(people, decision.endedBy());
        }
        return people;
    }

    private static void add(Set<UUID> people, @Nullable UUID person) {
        if (person != null) {
            people.add(person);
        }
    }

    private static DecisionDetails details(
            Decision decision,
            @Nullable String name,
            Map<UUID, Colleague> known,
            DecisionTable.Met met,
            List<Long> acting,
            Instant now) {
        Throttle throttle = decision.throttle();
        Dismissal dismissal = decision.dismissal();
        DecisionState state = decision.state(now);
        boolean unwritten = state == DecisionState.ENDED && decision.ending() == null;
        return new DecisionDetails(
                decision.id().toString(),
                decision.version(),
                decision.action(),
                Wording.masked(decision.entity()),
                decision.entity() instanceof Entity.Net net ? Masked.network(net.network()) : null,
                decision.scope(),
                decision.step(),
                throttle == null ? null : throttle.requestsPerSecond(),
                throttle == null || throttle.nanosPerHour() == null ? null : new Usd(throttle.nanosPerHour()),
                decision.category(),
                dismissal == null ? null : dismissal.disposition(),
                dismissal == null ? null : dismissal.reason(),
                state,
                Masked.text(decision.reason(), name),
                Masked.textOrNull(decision.note(), name),
                decision.caseId() == null ? null : decision.caseId().toString(),
                decision.automatic(),
                colleague(known, decision.decidedBy()),
                decision.decidedAt(),
                colleague(known, decision.approvedBy()),
                decision.approval() == null ? null : decision.approval().toString(),
                decision.endsAt(),
                decision.reviewAt(),
                unwritten ? Decisions.byItself(decision) : decision.ending(),
                colleague(known, decision.endedBy()),
                unwritten ? decision.endsAt() : decision.endedAt(),
                decision.graceUntil(),
                met.hits(),
                met.hits() == 0 ? null : met.lastAt(),
                state == DecisionState.IN_FORCE ? enforced(decision, acting) : null);
    }

    private static EnforcedOn enforced(Decision decision, List<Long> acting) {
        int on = (int) acting.stream()
                .filter(revision -> revision >= decision.revision())
                .count();
        return new EnforcedOn(on, acting.size());
    }

    static @Nullable Colleague colleague(Map<UUID, Colleague> known, @Nullable UUID member) {
        return member == null ? null : known.getOrDefault(member, new Colleague(member.toString(), "(no longer here)"));
    }
}
