package ai.ominigate.privacy.request;

import ai.ominigate.accounts.Customers;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.clock.StatutoryClock;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people ask, as it comes in: by mail, or by hand for what came on paper or by telephone. All of it is part of the
 * transaction of whoever takes it in. Blocks.
 */
@Singleton
public final class Requests {
    private static final Actor BY_ITSELF = new Actor.Automatic();

    private final RequestClock days;
    private final RequestNews news;
    private final RequestSteps steps;
    private final RequestLetters letters;

    @Inject
    Requests(RequestClock days, RequestNews news, RequestSteps steps, RequestLetters letters) {
        this.days = days;
        this.news = news;
        this.steps = steps;
        this.letters = letters;
    }

    /** With these, outside of an application. */
    public Requests(
            StatutoryClock statutes,
            AuditLog audit,
            LiveNews news,
            Outbox outbox,
            Customers customers,
            InstantSource clock) {
        this.days = new RequestClock(statutes);
        this.news = new RequestNews(audit, news);
        this.steps = new RequestSteps(this.news, clock);
        this.letters = new RequestLetters(outbox, customers, clock);
    }

    /**
     * What has been opened.
     *
     * @param answerBy the day by which it must be answered by law, else by which we want to
     */
    public record Opened(UUID id, long number, LocalDate answerBy) {}

    /**
     * Opens a request of a thread, which has no open one of this type. It is linked with what it may have to do with, and
     * changes nothing of that.
     *
     * @param type null if a person has to read it first
     * @param receivedAt when it reached us, not when somebody read it
     */
    public Opened open(
            Connection transaction, UUID thread, @Nullable RequestType type, RequestChannel channel, Instant receivedAt)
            throws SQLException {
        return open(transaction, thread, type, Regime.UNKNOWN, channel, receivedAt, BY_ITSELF, null);
    }

    Opened open(
            Connection transaction,
            UUID thread,
            @Nullable RequestType type,
            Regime regime,
            RequestChannel channel,
            Instant receivedAt,
            Actor actor,
            @Nullable String requestId)
            throws SQLException {
        Instant now = steps.now();
        UUID id = UuidV7.at(now);
        RequestClock.Days first = days.begin(regime, type, receivedAt);
        long number = RequestTable.insert(transaction, id, thread, type, regime, channel, receivedAt, first);
        RequestTable.linkNew(transaction, id);
        RequestTimeline.add(transaction, id, now, Kind.OPENED, member(actor), null, null);
        news.record(transaction, actor, "open", id, requestId, Map.of("channel", channel.name()));
        news.tell(transaction, id, "opened", 1L);
        return new Opened(id, number, first.answerBy());
    }

    /**
     * Whether anything that was asked in the thread is to be done; else whoever writes there asks something new. Where we
     * found nothing it is so until they are told that it ended, as it is where we wait for somebody to confirm it: what they
     * get must not tell the one from the other.
     */
    public boolean isOpen(Connection connection, UUID thread) throws SQLException {
        return RequestTable.isTakenForOpen(connection, thread);
    }

    /** Whether this is asked in the thread, and to be done, in the same sense. */
    public boolean isAsked(Connection connection, UUID thread, RequestType type) throws SQLException {
        return RequestTable.isTakenForAsked(connection, thread, type);
    }

    /** The day by which such a request must be answered by law, else by which we want to, while nobody knows where they live. */
    public LocalDate answerBy(@Nullable RequestType type, Instant receivedAt) {
        return days.begin(Regime.UNKNOWN, type, receivedAt).answerBy();
    }

    /** Whoever began the thread was told by this letter that we have what they asked. */
    public void acknowledged(Connection transaction, UUID thread, UUID letter) throws SQLException {
        Instant now = steps.now();
        for (RequestFile file : RequestTable.lockOfThread(transaction, thread)) {
            if (file.state() == RequestState.RECEIVED) {
                RequestTable.update(
                        transaction,
                        file.id(),
                        new Changes().state(Lifecycle.after(file.state(), Step.ACKNOWLEDGE), now));
                RequestTimeline.add(transaction, file.id(), now, Kind.ACKNOWLEDGED, null, null, "letter:" + letter);
                news.tell(transaction, file.id(), "changed", file.version() + 1);
            }
        }
    }

    /**
     * Whoever began the thread has written again. What waited for their answer goes on, and so do clocks that stood.
     *
     * @param ofAnother whether it was somebody else, whose words change nothing
     */
    public void heard(Connection transaction, UUID thread, UUID message, boolean ofAnother) throws SQLException {
        for (RequestFile file : RequestTable.lockOfThread(transaction, thread)) {
            if (file.state().isOpen()) {
                Told told = new Told(Kind.HEARD, null, "message:" + message);
                if (file.state() == RequestState.AWAITING_SUBJECT && !ofAnother) {
                    heard(transaction, file, told, By.ITSELF);
                } else {
                    RequestTimeline.add(transaction, file.id(), steps.now(), told.kind(), null, null, told.refersTo());
                    news.tell(transaction, file.id(), "heard", file.version());
                }
            } else if (!ofAnother
                    && RequestTable.isTakenForOpenAsNothingWasFound(transaction, file.id())
                    && !isAskedAgain(transaction, file)) {
                heard(transaction, file, new Told(Kind.HEARD, null, "message:" + message), By.ITSELF);
            }
        }
    }

    /**
     * A letter of ours in the thread did not arrive, as a mail server says. Nothing is decided by that, as anybody can write
     * such a mail who has got the letter: a person looks.
     */
    public void returned(Connection transaction, UUID thread, UUID letter) throws SQLException {
        for (RequestFile file : RequestTable.lockOfThread(transaction, thread)) {
            RequestTimeline.add(
                    transaction, file.id(), steps.now(), Kind.LETTER_RETURNED, null, null, "letter:" + letter);
            news.tell(transaction, file.id(), "returned", file.version());
        }
    }

    /** What is asked in this thread came with words in the other. */
    public void follows(Connection transaction, UUID thread, UUID other) throws SQLException {
        for (RequestFile file : RequestTable.lockOfThread(transaction, thread)) {
            for (RequestFile before : RequestTable.lockOfThread(transaction, other)) {
                if (RequestTable.link(transaction, file.id(), before.id())) {
                    RequestTimeline.add(
                            transaction, file.id(), steps.now(), Kind.LINKED, null, null, "request:" + before.id());
                    RequestTimeline.add(
                            transaction, before.id(), steps.now(), Kind.LINKED, null, null, "request:" + file.id());
                    news.tell(transaction, before.id(), "linked", before.version());
                }
            }
        }
    }

    /** They have answered. */
    void heard(Connection transaction, RequestFile file, Told told, By by) throws SQLException {
        Instant stopped = file.clock().stoppedAt();
        // A day on which it stood a part is one on which it stood.
        int stood = stopped == null
                ? 0
                : Math.toIntExact(ChronoUnit.DAYS.between(
                        stopped.truncatedTo(ChronoUnit.DAYS), steps.now().truncatedTo(ChronoUnit.DAYS)));
        Changes changes = new Changes()
                .set("stopped_at", null)
                .set("stopped_days", file.clock().stoppedDays() + stood);
        if (file.state() == RequestState.NO_MATCH
                && !RequestTable.isTakenForOpenAsNothingWasFound(transaction, file.id())) {
            changes.set("identity_asked_at", steps.now());
        }
        RequestFile heard = steps.take(transaction, file, Step.HEAR, changes, told, by);
        RequestTable.update(transaction, file.id(), new Changes().days(days.of(heard)));
    }

    /** They do not want it any more. */
    void withdraw(Connection transaction, RequestFile file, Told told, By by) throws SQLException {
        RequestFile ended = steps.take(transaction, file, Step.WITHDRAW, new Changes().set("proposed", null), told, by);
        letters.leave(transaction, ended, Template.REQUEST_WITHDRAWN, Map.of(), member(by.actor()));
    }

    /** What was refused, or not found, is looked at again. */
    void reopen(Connection transaction, RequestFile file, Told told, By by) throws SQLException {
        if (!file.state().isOpen() && isAskedAgain(transaction, file)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_asked_again",
                    "The same was asked again in the same thread, and that request is open. Work on that one.");
        }
        Changes changes = new Changes()
                .set("refused_for", null)
                .set("prepared_by", null)
                .set("prepared_at", null)
                .set("approved_by", null)
                .set("approved_at", null);
        steps.take(transaction, file, Step.REOPEN, changes, told, by);
    }

    /** Whether there is an open request for the same, so that this one has no place beside it. */
    boolean isAskedAgain(Connection connection, RequestFile file) throws SQLException {
        RequestType type = file.type();
        return type != null && RequestTable.isAsked(connection, file.thread(), type);
    }

    /** What people name a request by. */
    public static String reference(long number) {
        return String.format(Locale.ROOT, "PR-%06d", number);
    }

    static @Nullable UUID member(Actor actor) {
        return actor instanceof Actor.Member member ? member.member() : null;
    }
}
