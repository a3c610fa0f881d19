package ai.ominigate.privacy.request;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Template;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.model.privacy.RefusalGround;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** To refuse a request, and tell the person why, by which law, and what they can do about it (GDPR, article 12(4)). */
@Singleton
final class RefuseByTwo implements ApprovableAction<RefuseByTwo.Wish> {
    private final RequestSteps steps;
    private final RequestLetters letters;

    RefuseByTwo(RequestSteps steps, RequestLetters letters) {
        this.steps = steps;
        this.letters = letters;
    }

    /**
     * @param request which one
     * @param words what the person is told
     */
    record Wish(UUID request, RefusalGround ground, String words) {}

    @Override
    public String kind() {
        return "request.refuse";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return DoRequest.NEEDS;
    }

    @Override
    public Duration validFor() {
        return DoRequest.VALID_FOR;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        RequestFile file = RequestTable.find(connection, wish.request());
        return List.of(
                ProposedChange.of("state", file == null ? null : file.state(), RequestState.REFUSED),
                ProposedChange.of("ground", null, wish.ground()),
                ProposedChange.of("told", null, wish.words()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, wish.request());
        Proposals.require(file, consent, ProposedStep.REFUSE);
        Changes changes = new Changes().set("refused_for", wish.ground()).set("proposed", null);
        RequestFile refused = steps.take(
                transaction,
                file,
                Step.REFUSE,
                changes,
                Told.of(Kind.REFUSED, wish.ground().name()),
                new By(consent.approver(), consent.request()));
        letters.leave(
                transaction,
                refused,
                Template.REQUEST_REFUSED,
                values(refused, wish),
                consent.approver().member());
    }

    /** What the letter says. */
    static Map<String, String> values(RequestFile file, Wish wish) {
        Words words = Words.in(file.language());
        return Map.of(
                "ground",
                words.of("ground", wish.ground()),
                Letter.WORDS,
                wish.words(),
                "appeal",
                words.of("appeal", file.clock().regime()));
    }

    @Override
    public void decline(Connection transaction, Wish wish, Actor actor, @Nullable String request) throws SQLException {
        Proposals.forget(steps, transaction, wish.request(), ProposedStep.REFUSE, new By(actor, request));
    }
}
