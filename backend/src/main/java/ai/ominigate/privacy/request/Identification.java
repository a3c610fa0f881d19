package ai.ominigate.privacy.request;

import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.RefusalGround;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How sure we are of who asks. Whoever finds that out says so here, in their own transaction. Blocks. */
@Singleton
public final class Identification {
    private final RequestSteps steps;
    private final RequestClock clock;
    private final RequestLetters letters;
    private final Requests requests;
    private final RequestView view;

    Identification(
            RequestSteps steps, RequestClock clock, RequestLetters letters, Requests requests, RequestView view) {
        this.steps = steps;
        this.clock = clock;
        this.letters = letters;
        this.requests = requests;
        this.view = view;
    }

    /**
     * Who is asked to show who they are.
     *
     * @param account whose owner they say to be; null if nobody has found out
     * @param registered the address that it is registered with; null if it has none
     * @param pending whether we wait for them
     */
    public record Subject(
            UUID request, @Nullable UUID account, @Nullable String registered, Locale language, boolean pending) {
        /** Without the address. */
        @Override
        public String toString() {
            return "Subject[" + request + "]";
        }
    }

    /**
     * The request's, whom nobody else asks until the transaction ends.
     *
     * @throws Refused if there is no such request
     */
    public Subject lock(Connection transaction, UUID request) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        return new Subject(
                request,
                file.account(),
                letters.registered(transaction, file),
                file.language(),
                file.state() == RequestState.IDENTITY_PENDING);
    }

    /** The request as the staff sees it. */
    public RequestSummary summary(Connection connection, UUID request) throws SQLException {
        RequestFile file = RequestTable.find(connection, request);
        if (file == null) {
            throw RequestSteps.unknown();
        }
        return view.summary(connection, file, steps.now());
    }

    /** The request that people name so; null if there is none. */
    public @Nullable UUID named(Connection connection, String reference) throws SQLException {
        return RequestTable.named(connection, reference);
    }

    /**
     * They are asked.
     *
     * @throws Refused if that is not possible now
     */
    public void asked(Connection transaction, UUID request, Actor actor, @Nullable String requestId)
            throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        Changes changes = new Changes();
        if (file.state() != RequestState.IDENTITY_PENDING) {
            changes.set("identity_asked_at", steps.now()).set("identity_reminders", 0);
        }
        RequestFile asked = steps.take(
                transaction, file, Step.ASK_IDENTITY, changes, Told.of(Kind.IDENTITY_ASKED), new By(actor, requestId));
        letters.leaveToStranger(
                transaction,
                asked,
                Template.REQUEST_LOOKED_FOR,
                letters.registered(transaction, asked),
                Requests.member(actor));
    }

    /**
     * They have shown so much for this account. Whether that is the one that the request is about.
     */
    public boolean reached(Connection transaction, UUID request, UUID account, IdentityLevel level)
            throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        if (!account.equals(file.account()) || !file.state().isOpen()) {
            return false;
        }
        reached(transaction, file, level, By.ITSELF);
        return true;
    }

    /** Never makes us less sure; what was decided already stays as it is. */
    RequestFile reached(Connection transaction, RequestFile file, IdentityLevel level, By by) throws SQLException {
        if (level.compareTo(file.identity()) <= 0) {
            return file.state() == RequestState.IDENTITY_PENDING
                    ? steps.take(transaction, file, Step.VERIFY, new Changes(), Told.of(Kind.IDENTIFIED), by)
                    : file;
        }
        Changes changes = new Changes().set("identity", level);
        if (!RequiredIdentity.suffices(file.identity(), file.type()) || file.identifiedAt() == null) {
            // What is shown beyond need starts no clock anew.
            changes.set("identified_at", steps.now());
        }
        Told told = Told.of(Kind.IDENTIFIED, level.name());
        boolean waits = file.state() == RequestState.IDENTITY_PENDING
                || file.state() == RequestState.ACKNOWLEDGED
                || file.state() == RequestState.VERIFIED;
        RequestFile identified = waits && RequiredIdentity.suffices(level, file.type())
                ? steps.take(transaction, file, Step.VERIFY, changes, told, by)
                : steps.change(transaction, file, changes, told, by, "identify");
        RequestTable.update(transaction, file.id(), new Changes().days(clock.of(identified)));
        return Objects.requireNonNull(RequestTable.find(transaction, file.id()));
    }

    /** Somebody has guessed too often: what was sent does not hold any more. */
    public void lost(Connection transaction, UUID request) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        steps.change(transaction, file, new Changes(), Told.of(Kind.IDENTITY_LOST), By.ITSELF, "lose-code");
    }

    /** Leaves a letter to the registered address, whoever asks. */
    public UUID write(Connection transaction, Subject subject, Template template, Map<String, String> values)
            throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, subject.request());
        String registered = Objects.requireNonNull(subject.registered());
        return letters.leaveToRegistered(transaction, file, registered, template, values);
    }

    /** Those that wait since then for who asks, and were reminded less often than this. */
    public List<UUID> waiting(Connection connection, Instant since, int reminders) throws SQLException {
        return RequestTable.identityPending(connection, since, reminders);
    }

    /**
     * Those that have waited long enough for who asks.
     *
     * @param since asked then or before
     * @param sinceLater asked then or before, if they must be answered by
     * @param answerBy that day or before
     */
    public List<UUID> waitedLongEnough(Connection connection, Instant since, Instant sinceLater, LocalDate answerBy)
            throws SQLException {
        return RequestTable.identityOverdue(connection, since, sinceLater, answerBy);
    }

    /** They were reminded, so often. */
    public void reminded(Connection transaction, UUID request, int times) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        steps.change(
                transaction,
                file,
                new Changes().set("identity_reminders", times),
                Told.of(Kind.IDENTITY_REMINDED),
                By.ITSELF,
                "remind");
    }

    /** Whoever wrote is told that what we found nothing for has ended, unless they were. */
    public void toldOfTheEnd(Connection transaction, UUID request) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        if (RequestTable.isTakenForOpenAsNothingWasFound(transaction, request)) {
            RequestTable.update(transaction, request, new Changes().set("identity_asked_at", null));
            letters.leaveToStranger(transaction, file, Template.REQUEST_NO_MATCH, null, null);
        }
    }

    /** They have not shown who they are in time (GDPR, article 12(6)). Nothing is lost: it can be opened again. */
    public void gaveUp(Connection transaction, Subject subject, String reopenLink) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, subject.request());
        RequestFile refused = steps.take(
                transaction,
                file,
                Step.REFUSE,
                new Changes()
                        .set("refused_for", RefusalGround.INSUFFICIENT_VERIFICATION)
                        .set("proposed", null),
                Told.of(Kind.REFUSED, RefusalGround.INSUFFICIENT_VERIFICATION.name()),
                By.ITSELF);
        if (subject.registered() != null) {
            letters.leaveToRegistered(
                    transaction,
                    refused,
                    subject.registered(),
                    Template.REQUEST_UNVERIFIED,
                    Map.of("link", reopenLink));
        }
        letters.leaveToStranger(transaction, refused, Template.REQUEST_NO_MATCH, subject.registered(), null);
    }

    /** The person opens it again; whether it was closed for want of who they are. */
    public boolean reopened(Connection transaction, UUID request) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        boolean unverified = file.end() != null
                && RefusalGround.INSUFFICIENT_VERIFICATION
                        .name()
                        .equals(file.end().refusedFor());
        if (unverified && !requests.isAskedAgain(transaction, file)) {
            requests.reopen(transaction, file, Told.of(Kind.REOPENED), By.ITSELF);
        }
        return unverified;
    }

    /** The person calls it off; whether they could. */
    public boolean calledOff(Connection transaction, UUID request) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        Instant until = file.plan().scheduledFor();
        boolean possible = file.state() == RequestState.SCHEDULED && until != null && until.isAfter(steps.now());
        if (possible) {
            requests.withdraw(transaction, file, Told.of(Kind.WITHDRAWN), By.ITSELF);
        }
        return possible;
    }
}
