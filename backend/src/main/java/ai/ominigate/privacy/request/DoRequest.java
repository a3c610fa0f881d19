package ai.ominigate.privacy.request;

import ai.ominigate.mail.Template;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** To do what was prepared for a request. */
@Singleton
final class DoRequest implements ApprovableAction<DoRequest.Wish> {
    static final Needs NEEDS =
            new Needs(Capability.VIEW_REQUESTS, Capability.PREPARE_REQUESTS, Capability.APPROVE_REQUESTS);
    static final Duration VALID_FOR = Duration.ofDays(7);

    private final Fulfilments fulfilments;
    private final RequestSteps steps;
    private final Legs legs;
    private final RequestLetters letters;
    private final @Nullable CallOffLinks links;

    DoRequest(
            Fulfilments fulfilments,
            RequestSteps steps,
            Legs legs,
            RequestLetters letters,
            @Nullable CallOffLinks links) {
        this.fulfilments = fulfilments;
        this.steps = steps;
        this.legs = legs;
        this.letters = letters;
        this.links = links;
    }

    /** @param request which one */
    record Wish(UUID request) {}

    @Override
    public String kind() {
        return "request.fulfil";
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
        return VALID_FOR;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        RequestFile file = RequestTable.find(connection, wish.request());
        if (file == null || file.type() == null) {
            return List.of();
        }
        Assignment assignment = file.assignment();
        Fulfilment fulfilment = fulfilments.of(assignment.type());
        List<ProposedChange> changes = new ArrayList<>();
        changes.add(ProposedChange.of("state", file.state(), RequestState.EXECUTING));
        changes.addAll(fulfilment.changes(connection, assignment));
        changes.add(ProposedChange.of(
                "steps",
                null,
                fulfilment.legs(connection, assignment).stream()
                        .map(PlannedLeg::name)
                        .toList()));
        changes.add(ProposedChange.of("told", null, file.plan().answer()));
        return changes;
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, wish.request());
        Proposals.require(file, consent, ProposedStep.FULFIL);
        UUID approver = consent.approver().member();
        if (approver.equals(file.plan().preparedBy())) {
            throw Refused.forbidden(
                    "request_own",
                    "You prepared this yourself, so somebody else has to agree to it, whoever proposed it.",
                    new RightNeeded(
                            Capability.APPROVE_REQUESTS.name(), Rights.rolesWith(Capability.APPROVE_REQUESTS), false));
        }
        Changes agreed = new Changes()
                .set("approved_by", approver)
                .set("approved_at", steps.now())
                .set("proposed", null);
        begin(transaction, file, Step.APPROVE, agreed, Kind.APPROVED, new By(consent.approver(), consent.request()));
    }

    static Refused overtaken() {
        return new Refused(
                HttpStatus.CONFLICT,
                "request_overtaken",
                "The request has changed since this was proposed, so it cannot be done any more. Refuse it, and look at the"
                        + " request again.");
    }

    /** Begins to do it, or lets the person call it off first. */
    RequestFile begin(Connection transaction, RequestFile file, Step step, Changes changes, Kind kind, By by)
            throws SQLException {
        requireUnblocked(transaction, file);
        RequestFile begun = steps.take(transaction, file, step, changes, Told.of(kind), by);
        Duration pause = fulfilments.of(begun.assignment().type()).coolingOff(begun.assignment());
        Instant from = steps.now().plus(pause);
        legs.plan(transaction, begun, from);
        return pause.isZero() ? begun : schedule(transaction, begun, from);
    }

    private void requireUnblocked(Connection transaction, RequestFile file) throws SQLException {
        List<Blocker> blockers = fulfilments.of(file.assignment().type()).blockers(transaction, file.assignment());
        if (!blockers.isEmpty()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_blocked",
                    "Something stands in the way: "
                            + String.join(
                                    " ", blockers.stream().map(Blocker::words).toList()));
        }
    }

    private RequestFile schedule(Connection transaction, RequestFile file, Instant until) throws SQLException {
        RequestFile scheduled = steps.take(
                transaction,
                file,
                Step.COOL_OFF,
                new Changes().set("scheduled_for", until),
                Told.of(Kind.SCHEDULED),
                By.ITSELF);
        RequestType type = file.assignment().type();
        if (links != null) {
            Words words = Words.in(file.language());
            letters.leave(
                    transaction,
                    scheduled,
                    Template.REQUEST_SCHEDULED,
                    Map.of(
                            "type",
                            words.of("type", type),
                            "until",
                            words.moment(until),
                            "link",
                            links.callOff(transaction, file.id(), until)),
                    null);
        }
        return scheduled;
    }

    @Override
    public void decline(Connection transaction, Wish wish, Actor actor, @Nullable String request) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, wish.request());
        if (file.state() == RequestState.AWAITING_SECOND_APPROVAL) {
            steps.take(
                    transaction,
                    file,
                    Step.DECLINE,
                    new Changes().set("proposed", null),
                    Told.of(Kind.DECLINED),
                    new By(actor, request));
        }
    }
}
