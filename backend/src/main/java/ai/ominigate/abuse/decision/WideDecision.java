package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.decision.GuardRails.Obstacle;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A decision that touches so many, or one so hard, that a second person has to agree before it counts. */
@Singleton
final class WideDecision implements ApprovableAction<WideDecision.Wish> {
    private static final Needs NEEDS =
            new Needs(Capability.VIEW_CASES, Capability.PROPOSE_WIDE_DECISIONS, Capability.APPROVE_WIDE_DECISIONS);

    private final Decisions decisions;
    private final Colleagues colleagues;
    private final ClientAddress addresses;

    WideDecision(Decisions decisions, Colleagues colleagues, ClientAddress addresses) {
        this.decisions = decisions;
        this.colleagues = colleagues;
        this.addresses = addresses;
    }

    /** @param decision which one, as it lies there without effect */
    record Wish(UUID decision) {}

    @Override
    public String kind() {
        return "abuse.decide";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return NEEDS;
    }

    @Override
    public Duration validFor() {
        return Duration.ofHours(24);
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Decision proposed = DecisionTable.find(connection, wish.decision());
        if (proposed == null) {
            return List.of();
        }
        Instant now = decisions.now();
        List<Decision> before = DecisionTable.about(connection, proposed.entity()).stream()
                .filter(each -> each.state(now) == DecisionState.IN_FORCE)
                .toList();
        return Stream.of(
                        ProposedChange.of(
                                "action",
                                before.stream().map(Decision::action).distinct().toList(),
                                proposed.action()),
                        ProposedChange.of(
                                "scope",
                                before.stream()
                                        .map(Decision::scope)
                                        .filter(Objects::nonNull)
                                        .distinct()
                                        .toList(),
                                proposed.scope()),
                        ProposedChange.of(
                                "requests-per-second",
                                null,
                                proposed.throttle() == null
                                        ? null
                                        : proposed.throttle().requestsPerSecond()),
                        ProposedChange.of("lasts", null, proposed.lasts()),
                        ProposedChange.of("category", null, proposed.category()))
                .filter(each -> each.before() != null || each.after() != null)
                .toList();
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Decision proposed = held(transaction, wish);
        Obstacle obstacle = decisions.obstacle(transaction, proposed, approversAddress());
        if (obstacle != null) {
            throw new Refused(
                    HttpStatus.CONFLICT, "decision_impossible", "It cannot be done any more. " + obstacle.message());
        }
        requireFirstLead(transaction, proposed, consent);
        Instant now = decisions.now();
        Duration lasts = Objects.requireNonNullElse(proposed.lasts(), Terms.REVIEW);
        DecisionTable.begin(
                transaction,
                proposed.id(),
                consent.approver().member(),
                now,
                now.plus(lasts),
                proposed.action() == DecisionAction.BAN_ACCOUNT ? now.plus(Terms.REVIEW) : null);
        Decision begun = Objects.requireNonNull(DecisionTable.find(transaction, proposed.id()));
        decisions.made(transaction, begun, consent.approver(), consent.request());
    }

    /** From where whoever agrees does so: it must not shut them out either. Null if nobody asks by HTTP. */
    private byte @Nullable [] approversAddress() {
        return ServerRequestContext.currentRequest()
                .map(request -> addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll))
                .orElse(null);
    }

    /** What two leads decide needs two still: whoever proposed it may have become one who can only propose. */
    private void requireFirstLead(Connection transaction, Decision proposed, Consent consent) throws SQLException {
        Terms terms = Terms.of(proposed.action(), proposed.entity());
        Set<Role> roles = colleagues.rolesNow(transaction, consent.proposer());
        if (terms != null
                && terms.who() == Terms.Who.TWO_LEADS
                && Rights.of(roles, Capability.APPROVE_WIDE_DECISIONS) == Mark.NO) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "proposer_lost_right",
                    "Two leads decide this, and whoever proposed it is none any more. Refuse it; a lead can propose it"
                            + " again.");
        }
    }

    @Override
    public void decline(Connection transaction, Wish wish, Actor actor, @Nullable String request) throws SQLException {
        Decision proposed = held(transaction, wish);
        decisions.end(transaction, proposed, DecisionEnd.NOT_AGREED, actor, request, decisions.now());
        DecidedCases cases = decisions.decidedCases(proposed.caseId());
        if (cases != null && proposed.caseId() != null) {
            cases.declined(transaction, proposed.caseId(), proposed);
        }
    }

    /** Holds the case first, as whoever decides does. */
    private Decision held(Connection transaction, Wish wish) throws SQLException {
        Decision seen = Objects.requireNonNull(DecisionTable.find(transaction, wish.decision()));
        DecidedCases cases = decisions.decidedCases(seen.caseId());
        if (cases != null && seen.caseId() != null) {
            cases.hold(transaction, seen.caseId(), null, seen.entity());
        }
        DecisionTable.hold(transaction);
        Decision held = Objects.requireNonNull(DecisionTable.lock(transaction, wish.decision()));
        if (held.state() != DecisionState.PROPOSED) {
            throw new IllegalStateException("a proposal is decided once");
        }
        return held;
    }
}
