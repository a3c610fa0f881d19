package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.decision.GuardRails.Obstacle;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AllowEntity;
import ai.ominigate.model.abuse.Decide;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionImpact;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How people decide: looked at beforehand, alone or with a second person, and ended again. Blocks. */
@Singleton
public final class DecisionDesk {
    /** From how many paying accounts on that a network touches a second person has to agree. */
    private static final int PAYING_FOR_TWO = 2;

    private static final int MOST_EXPORTED = 20_000;

    private final DataSource dataSource;
    private final Decisions decisions;
    private final DecisionForms forms;
    private final WideDecision wide;
    private final Impact impact;
    private final GuardRails rails;
    private final OpenPrivacyRequests requests;
    private final Approvals approvals;
    private final Commands commands;

    DecisionDesk(
            DataSource dataSource,
            Decisions decisions,
            DecisionForms forms,
            WideDecision wide,
            Impact impact,
            GuardRails rails,
            OpenPrivacyRequests requests,
            Approvals approvals,
            Commands commands) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.decisions = decisions;
        this.forms = forms;
        this.wide = wide;
        this.impact = impact;
        this.rails = rails;
        this.requests = requests;
        this.approvals = approvals;
        this.commands = commands;
    }

    /** What a command leaves as its answer: no address. */
    record Done(UUID decision) {}

    /** @throws Refused with what is wrong with it */
    Order order(Decide wish) throws SQLException {
        return Order.of(wish, entity(wish.network(), wish.entity(), wish.caseId()));
    }

    /** @throws Refused with what is wrong with it */
    Order order(AllowEntity wish) throws SQLException {
        return Order.of(wish, entity(wish.network(), wish.entity(), wish.caseId()));
    }

    /** What is named; what the case is about where nothing is, so that nobody has to see an address to decide on it. */
    private Entity entity(@Nullable String network, @Nullable String entity, @Nullable String caseId)
            throws SQLException {
        if (network != null || entity != null || caseId == null) {
            return Order.entity(network, entity);
        }
        UUID id = Order.caseId(caseId);
        DecidedCases cases = decisions.decidedCases(id);
        try (Connection connection = dataSource.getConnection()) {
            Entity subject = cases == null ? null : cases.subject(connection, id);
            if (subject == null) {
                throw Refused.notFound("There is no case with this id.");
            }
            return subject;
        }
    }

    /** What it would do; nothing is done. */
    DecisionImpact preview(Order order, byte[] address) throws SQLException {
        Instant now = decisions.now();
        Impact.Touched touched = impact.of(order.entity(), order.scope(), now);
        try (Connection connection = dataSource.getConnection()) {
            Obstacle obstacle = obstacle(connection, order, address, now);
            Duration lasts = lasts(connection, order, now);
            return new DecisionImpact(
                    Wording.masked(order.entity()),
                    touched.from(),
                    touched.calls(),
                    touched.accounts().size(),
                    touched.keys().size(),
                    touched.paying().size(),
                    allowListed(connection, order.entity(), touched, now),
                    requests.among(touched.accounts()),
                    rails.spared(order.entity()).stream().map(Masked::network).toList(),
                    rails.includes(order.entity(), address),
                    now.plus(lasts),
                    needsTwo(order, touched),
                    order.terms().who() == Terms.Who.TWO_LEADS ? order.toType() : null,
                    obstacle == null ? null : obstacle.message());
        }
    }

    private @Nullable Obstacle obstacle(Connection connection, Order order, byte[] address, Instant now)
            throws SQLException {
        Obstacle step = rails.cannotAsk(order.step());
        return step != null
                ? step
                : rails.obstacle(connection, order.action(), order.entity(), order.scope(), address, now);
    }

    private static int allowListed(Connection connection, Entity entity, Impact.Touched touched, Instant now)
            throws SQLException {
        int allowed = 0;
        if (entity instanceof Entity.Net net) {
            allowed += DecisionTable.allowedTouching(connection, net.network(), now)
                    .size();
        }
        for (UUID account : touched.accounts()) {
            allowed += isAllowed(connection, new Entity.Account(account), now) ? 1 : 0;
        }
        for (UUID key : touched.keys()) {
            allowed += isAllowed(connection, new Entity.Key(key), now) ? 1 : 0;
        }
        return allowed;
    }

    private static boolean isAllowed(Connection connection, Entity entity, Instant now) throws SQLException {
        return DecisionTable.about(connection, entity).stream()
                .anyMatch(decision -> decision.action() == DecisionAction.ALLOW && decision.inForce(now));
    }

    private static boolean needsTwo(Order order, Impact.Touched touched) {
        return switch (order.terms().who()) {
            case ONE, A_LEAD -> false;
            case TWO_IF_PAYING -> touched.paying().size() >= PAYING_FOR_TWO;
            case TWO, TWO_LEADS -> true;
        };
    }

    private static Duration lasts(Connection connection, Order order, Instant now) throws SQLException {
        if (order.duration() != null || order.action() != DecisionAction.BLOCK_NETWORK) {
            return order.duration() != null ? order.duration() : order.terms().usual();
        }
        int before = DecisionTable.blocksSince(connection, order.entity(), now.minus(Terms.REPEATS_WITHIN));
        return order.terms().doubled(before);
    }

    /**
     * Decides it, or proposes it where a second person has to agree.
     *
     * @param wish as it came, by which the same command is known again
     * @param address from where, 4 or 16 bytes
     */
    DecisionDetails decide(Order order, Object wish, Actor.Member me, byte[] address, Command command)
            throws SQLException {
        try {
            requireRole(order, me);
        } catch (Refused refused) {
            recordForbidden(
                    refused, "decision.make", order.caseId() == null ? null : "case:" + order.caseId(), me, command);
            throw refused;
        }
        boolean counts = order.terms().who() == Terms.Who.ONE || order.terms().who() == Terms.Who.A_LEAD;
        // What was called in the last days is read before anything is held.
        Impact.Touched touched = counts ? null : impact.of(order.entity(), order.scope(), decisions.now());
        Done done = commands.once(command, wish, Done.class, transaction -> {
            holdCase(transaction, order);
            DecisionTable.hold(transaction);
            Instant now = decisions.now();
            Obstacle obstacle = obstacle(transaction, order, address, now);
            if (obstacle != null) {
                throw refused(obstacle);
            }
            boolean two = touched != null && needsTwo(order, touched);
            Decision decision = decision(transaction, order, me, two, now);
            DecisionTable.insert(transaction, decision);
            if (two && touched != null) {
                propose(transaction, decision, touched, me, command.requestId());
            } else {
                decisions.made(transaction, decision, me, command.requestId());
            }
            return new Done(decision.id());
        });
        return details(done.decision());
    }

    /** The same from this machine itself. */
    public DecisionDetails decide(Decide wish, Actor.Member me, Command command) throws SQLException {
        return decide(order(wish), wish, me, InetAddress.getLoopbackAddress().getAddress(), command);
    }

    private static Refused refused(Obstacle obstacle) {
        return switch (obstacle.code()) {
            case "unknown_entity" -> new Refused(HttpStatus.UNPROCESSABLE_ENTITY, "unknown_entity", obstacle.message());
            case "own_address" -> new Refused(HttpStatus.CONFLICT, "own_address", obstacle.message());
            case "staff_network" -> new Refused(HttpStatus.CONFLICT, "staff_network", obstacle.message());
            case "network_protected" -> new Refused(HttpStatus.CONFLICT, "network_protected", obstacle.message());
            case "allow_listed" -> new Refused(HttpStatus.CONFLICT, "allow_listed", obstacle.message());
            case "no_network_data" -> new Refused(HttpStatus.CONFLICT, "no_network_data", obstacle.message());
            default -> new Refused(HttpStatus.CONFLICT, "step_not_available", obstacle.message());
        };
    }

    private void holdCase(Connection transaction, Order order) throws SQLException {
        if (order.caseId() == null) {
            return;
        }
        DecidedCases cases = decisions.decidedCases(order.caseId());
        if (cases == null) {
            throw Refused.notFound("There is no case with this id.");
        }
        cases.hold(transaction, order.caseId(), order.caseVersion(), order.entity());
    }

    /** Of whoever may decide, and not this. */
    private void recordForbidden(
            Refused refused, String action, @Nullable String subject, Actor.Member me, Command command)
            throws SQLException {
        if (refused.status() == HttpStatus.FORBIDDEN) {
            decisions.recordRefused(action, subject, me, command.requestId());
        }
    }

    private static void requireRole(Order order, Actor.Member me) {
        Terms.Who who = order.terms().who();
        if (who == Terms.Who.A_LEAD && !Rights.allows(me, Capability.MANAGE_ALLOW_LIST)) {
            throw forbidden(Capability.MANAGE_ALLOW_LIST, "Only a lead keeps the allow-list.");
        }
        if (who == Terms.Who.TWO_LEADS) {
            if (!Rights.allows(me, Capability.APPROVE_WIDE_DECISIONS)) {
                throw forbidden(
                        Capability.APPROVE_WIDE_DECISIONS,
                        "So much is blocked by two leads alone. Choose a narrower network, or ask a lead.");
            }
            if (!order.toType().equals(order.typed())) {
                throw new Refused(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "typed_missing",
                        "This blocks very much. Type once more what it is about, as '" + order.toType()
                                + "', in the field 'typed'.");
            }
        }
    }

    private static Refused forbidden(Capability capability, String sentence) {
        return Refused.forbidden(
                "right_missing", sentence, new RightNeeded(capability.name(), Rights.rolesWith(capability), false));
    }

    private static Decision decision(Connection transaction, Order order, Actor.Member me, boolean two, Instant now)
            throws SQLException {
        Duration lasts = lasts(transaction, order, now);
        boolean momentary = lasts.isZero();
        DecisionState state = two ? DecisionState.PROPOSED : DecisionState.IN_FORCE;
        return new Decision(
                UuidV7.at(now),
                1,
                0,
                order.action(),
                order.entity(),
                order.scope(),
                order.step(),
                order.throttle(),
                order.category(),
                order.dismissal(),
                order.reason(),
                order.note(),
                order.caseId(),
                me.member(),
                now,
                null,
                null,
                lasts,
                two ? null : now,
                two ? null : now.plus(lasts),
                null,
                momentary ? DecisionState.ENDED : state,
                momentary ? DecisionEnd.DONE : null,
                null,
                momentary ? now : null,
                null);
    }

    private void propose(
            Connection transaction, Decision decision, Impact.Touched touched, Actor.Member me, String request)
            throws SQLException {
        ApprovalDetails proposal = approvals.propose(
                transaction,
                wide,
                new WideDecision.Wish(decision.id()),
                new Approvals.Wording(
                        "decision:" + decision.id(),
                        decisions.whom(transaction, decision.entity()),
                        Wording.effect(decision, touched),
                        decision.reason()),
                me,
                request);
        DecisionTable.await(transaction, decision.id(), UUID.fromString(proposal.id()));
        decisions.record(transaction, decision, "decision.propose", me, request);
        decisions.tell(transaction, "decision.proposed", decision);
        DecidedCases cases = decisions.decidedCases(decision.caseId());
        if (cases != null && decision.caseId() != null) {
            cases.awaits(transaction, decision.caseId(), decision);
        }
    }

    /** Ends a decision before its time. What took two leads to decide takes one of them to end. */
    DecisionDetails lift(UUID id, boolean fromAllowList, ExpectedVersion expected, Actor.Member me, Command command)
            throws SQLException {
        try {
            return liftOnce(id, fromAllowList, expected, me, command);
        } catch (Refused refused) {
            recordForbidden(refused, "decision.lift", "decision:" + id, me, command);
            throw refused;
        }
    }

    private DecisionDetails liftOnce(
            UUID id, boolean fromAllowList, ExpectedVersion expected, Actor.Member me, Command command)
            throws SQLException {
        List<UUID> there = forms.there();
        Done done = commands.once(command, null, Done.class, transaction -> {
            DecisionTable.hold(transaction);
            Decision decision = DecisionTable.lock(transaction, id);
            if (decision == null || (decision.action() == DecisionAction.ALLOW) != fromAllowList) {
                throw noSuchDecision(id);
            }
            expected.check(forms.details(transaction, List.of(decision), there).getFirst());
            Instant now = decisions.now();
            requireLiftable(decision, me, now);
            decisions.end(transaction, decision, DecisionEnd.LIFTED, me, command.requestId(), now);
            return new Done(id);
        });
        return details(done.decision());
    }

    private static void requireLiftable(Decision decision, Actor.Member me, Instant now) {
        if (decision.state() == DecisionState.PROPOSED) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "decision_proposed",
                    "It waits for a second person and has no effect. Withdraw or refuse the proposal instead.");
        }
        if (!decision.inForce(now)) {
            throw new Refused(HttpStatus.CONFLICT, "decision_ended", "It has ended already.");
        }
        if (decision.approvedBy() != null && !Rights.allows(me, Capability.APPROVE_WIDE_DECISIONS)) {
            throw forbidden(Capability.APPROVE_WIDE_DECISIONS, "What took two people to decide is ended by a lead.");
        }
    }

    static Refused noSuchDecision(UUID id) {
        return Refused.notFound("There is no decision with the id '" + id + "' here.");
    }

    /** Shows one; that it was looked at is written down first. */
    DecisionDetails look(UUID id, Actor.Member me, String request) throws SQLException {
        DecisionDetails details = details(id);
        decisions.recordLook(id, me, request);
        return details;
    }

    private DecisionDetails details(UUID id) throws SQLException {
        Decision decision = decisions.find(id);
        if (decision == null) {
            throw noSuchDecision(id);
        }
        return forms.details(List.of(decision)).getFirst();
    }

    /**
     * All that was decided in this time, the newest first.
     *
     * @throws Refused if that is too much for a file
     */
    List<DecisionDetails> decidedBetween(Instant from, Instant until) throws SQLException {
        List<Decision> found;
        try (Connection connection = dataSource.getConnection()) {
            found = DecisionTable.decidedBetween(connection, from, until, MOST_EXPORTED + 1);
        }
        if (found.size() > MOST_EXPORTED) {
            throw Refused.invalid("More than " + MOST_EXPORTED
                    + " decisions were made in this time. Choose a shorter one by" + " 'from' and 'until'.");
        }
        return forms.details(found);
    }

    /** Those of the allow-list, or all others. */
    Page<DecisionDetails> list(
            PageRequest page, Sort<DecisionSort> sort, DecisionTable.Wanted wanted, boolean allowList)
            throws SQLException {
        Page<Decision> found;
        try (Connection connection = dataSource.getConnection()) {
            found = DecisionTable.list(connection, page, sort, wanted, allowList, decisions.now());
        }
        return new Page<>(forms.details(found.items()), found.next());
    }
}
