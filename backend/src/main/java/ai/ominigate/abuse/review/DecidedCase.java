package ai.ominigate.abuse.review;

import ai.ominigate.abuse.decision.DecidedCases;
import ai.ominigate.abuse.decision.Decision;
import ai.ominigate.abuse.decision.Dismissal;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.CaseState.Step;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What decisions do to the cases that they decide. Blocks. */
@Singleton
final class DecidedCase implements DecidedCases {
    private final CaseView view;
    private final CaseNews news;
    private final Accounts accounts;
    private final InstantSource clock;

    DecidedCase(CaseView view, CaseNews news, Accounts accounts, InstantSource clock) {
        this.view = view;
        this.news = news;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public void hold(Connection transaction, UUID caseId, @Nullable Long version, Entity entity) throws SQLException {
        CaseFile file = CaseTable.lock(transaction, caseId);
        if (file == null) {
            throw Refused.notFound("There is no case with the id '" + caseId + "'.");
        }
        if (version != null) {
            new ExpectedVersion(version).check(view.summary(transaction, file, now()));
        }
        // Whatever is in the way of a decision in this state says so.
        file.state().after(new Step.Act());
        if (!isAbout(transaction, file, entity)) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "not_of_this_case",
                    "This case is about something else, so it cannot be decided by this. Leave the case out, or choose another.");
        }
    }

    @Override
    public @Nullable Entity subject(Connection connection, UUID caseId) throws SQLException {
        CaseFile file = CaseTable.find(connection, caseId);
        return file == null ? null : file.subject();
    }

    /** The same thing, a network in or around it, a key of the account or the account of the key. */
    private boolean isAbout(Connection connection, CaseFile file, Entity entity) throws SQLException {
        for (FlagTable.Kept kept : FlagTable.of(connection, file.id())) {
            if (belongTogether(connection, kept.flag().entity(), entity)) {
                return true;
            }
        }
        return belongTogether(connection, file.subject(), entity);
    }

    private boolean belongTogether(Connection connection, Entity flagged, Entity decided) throws SQLException {
        if (flagged.equals(decided)) {
            return true;
        }
        if (flagged instanceof Entity.Net one && decided instanceof Entity.Net other) {
            return overlap(one.network(), other.network());
        }
        // Which operator and which country a network is of, files of others say; whoever decides has seen them.
        if (decided instanceof Entity.Asn || decided instanceof Entity.Country) {
            return flagged instanceof Entity.Net;
        }
        UUID one = owner(connection, flagged);
        return one != null && one.equals(owner(connection, decided));
    }

    private static boolean overlap(Network one, Network other) {
        return one.contains(other) || other.contains(one);
    }

    private @Nullable UUID owner(Connection connection, Entity entity) throws SQLException {
        return switch (entity) {
            case Entity.Key key -> accounts.ownerOf(connection, key.id());
            case Entity.Account account -> account.id();
            case Entity.Net ignored -> null;
            case Entity.Asn ignored -> null;
            case Entity.Country ignored -> null;
        };
    }

    @Override
    public void awaits(Connection transaction, UUID caseId, Decision decision) throws SQLException {
        change(transaction, caseId, decision, new Step.Propose(decision.id()), Timeline.Kind.PROPOSED);
    }

    @Override
    public void decided(Connection transaction, UUID caseId, Decision decision) throws SQLException {
        if (decision.action() == DecisionAction.DISMISS || decision.action() == DecisionAction.ALLOW) {
            dismiss(transaction, caseId, decision);
        } else {
            change(transaction, caseId, decision, new Step.Act(), Timeline.Kind.DECIDED);
        }
    }

    /** Nothing was wrong, or nothing that matters for what is known to be good: the case is done. */
    private void dismiss(Connection transaction, UUID caseId, Decision decision) throws SQLException {
        CaseFile file = Objects.requireNonNull(CaseTable.lock(transaction, caseId));
        Dismissal dismissal = decision.dismissal();
        Disposition disposition = dismissal == null
                ? Disposition.BENIGN
                : Disposition.valueOf(dismissal.disposition().name());
        CaseReason reason = dismissal == null ? CaseReason.OTHER : dismissal.reason();
        Instant now = now();
        CaseFile waiting = file.state() instanceof CaseState.AwaitingApproval
                ? withState(transaction, file, new Step.Act(), now)
                : file;
        Cases.close(transaction, waiting, disposition, reason.name(), now);
        told(transaction, file, decision, Timeline.Kind.CLOSED, now);
    }

    private static CaseFile withState(Connection transaction, CaseFile file, Step step, Instant now)
            throws SQLException {
        CaseTable.updateState(transaction, file.id(), file.state().after(step), null, now);
        return Objects.requireNonNull(CaseTable.lock(transaction, file.id()));
    }

    @Override
    public void declined(Connection transaction, UUID caseId, Decision decision) throws SQLException {
        CaseFile file = CaseTable.lock(transaction, caseId);
        // What was proposed before an appeal or a merge is of no matter to where the case stands now.
        if (file != null && file.state() instanceof CaseState.AwaitingApproval) {
            change(transaction, caseId, decision, new Step.Withdraw(decision.id()), Timeline.Kind.WITHDRAWN);
        }
    }

    private void change(Connection transaction, UUID caseId, Decision decision, Step step, Timeline.Kind kind)
            throws SQLException {
        CaseFile file = Objects.requireNonNull(CaseTable.lock(transaction, caseId));
        Instant now = now();
        CaseTable.updateState(transaction, caseId, file.state().after(step), null, now);
        told(transaction, file, decision, kind, now);
    }

    private void told(Connection transaction, CaseFile file, Decision decision, Timeline.Kind kind, Instant now)
            throws SQLException {
        Timeline.add(transaction, file.id(), now, kind, decision.decidedBy(), null, "decision:" + decision.id());
        CaseFile after = Objects.requireNonNull(CaseTable.find(transaction, file.id()));
        news.tell(transaction, file.id(), "changed", after.version());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
