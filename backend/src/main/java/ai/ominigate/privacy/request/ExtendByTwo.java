package ai.ominigate.privacy.request;

import ai.ominigate.mail.Template;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.privacy.ExtensionGround;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * To take more time for a request. Whoever asks is told with it, within the first period: without the letter there is no
 * extension (GDPR, article 12(3)).
 */
@Singleton
final class ExtendByTwo implements ApprovableAction<ExtendByTwo.Wish> {
    private final RequestSteps steps;
    private final RequestClock clock;
    private final RequestLetters letters;

    ExtendByTwo(RequestSteps steps, RequestClock clock, RequestLetters letters) {
        this.steps = steps;
        this.clock = clock;
        this.letters = letters;
    }

    /** @param request which one */
    record Wish(UUID request, ExtensionGround ground) {}

    @Override
    public String kind() {
        return "request.extend";
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

    /** @throws Refused if the law gives no more time, or not any more */
    void requirePossible(Connection connection, RequestFile file) throws SQLException {
        if (!file.state().isOpen()) {
            throw new Refused(
                    HttpStatus.CONFLICT, "request_state", "This request is " + file.state() + ": it is over.");
        }
        if (file.clock().extendedAt() != null || file.clock().extendBy() == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "extension_impossible",
                    file.clock().extendedAt() == null
                            ? "No law gives more time for this request."
                            : "More time was taken for this request already, and that is possible once.");
        }
        if (clock.today(file.clock().regime(), steps.now()).isAfter(file.clock().extendBy())) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "extension_too_late",
                    "More time had to be told by " + file.clock().extendBy()
                            + ", within the first period. Answer the request as soon as you can.");
        }
        if (letters.recipient(connection, file) == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "no_address",
                    "There is no address to tell the person that it takes longer, and without telling them it must not.");
        }
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        RequestFile file = RequestTable.find(connection, wish.request());
        return List.of(
                ProposedChange.of(
                        "answer-by",
                        file == null ? null : file.clock().answerBy(),
                        file == null ? null : clock.extended(file, steps.now()).answerBy()),
                ProposedChange.of("ground", null, wish.ground()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, wish.request());
        Proposals.require(file, consent, ProposedStep.EXTEND);
        requirePossible(transaction, file);
        By by = new By(consent.approver(), consent.request());
        Instant now = steps.now();
        Changes told = new Changes()
                .set("extended_at", now)
                .set("extended_for", wish.ground())
                .set("proposed", null);
        RequestFile extended = steps.change(
                transaction, file, told, Told.of(Kind.EXTENDED, wish.ground().name()), by, "extend");
        RequestTable.update(transaction, file.id(), new Changes().days(clock.of(extended)));
        RequestFile counted = Objects.requireNonNull(RequestTable.find(transaction, file.id()));
        Words words = Words.in(file.language());
        letters.leave(
                transaction,
                counted,
                Template.REQUEST_EXTENDED,
                Map.of(
                        "reason",
                        words.of("extension", wish.ground()),
                        "until",
                        words.day(counted.clock().answerBy())),
                consent.approver().member());
    }

    @Override
    public void decline(Connection transaction, Wish wish, Actor actor, @Nullable String request) throws SQLException {
        Proposals.forget(steps, transaction, wish.request(), ProposedStep.EXTEND, new By(actor, request));
    }
}
