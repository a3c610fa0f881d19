package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.clock.StatutoryClock;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
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
    private final InstantSource clock;

    @Inject
    Requests(RequestClock days, RequestNews news, InstantSource clock) {
        this.days = days;
        this.news = news;
        this.clock = clock;
    }

    /** With these, outside of an application. */
    public Requests(StatutoryClock statutes, AuditLog audit, LiveNews news, InstantSource clock) {
        this(new RequestClock(statutes), new RequestNews(audit, news), clock);
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
        Instant now = clock.instant();
        UUID id = UuidV7.at(now);
        RequestClock.Days first = days.begin(regime, type, receivedAt);
        long number = RequestTable.insert(transaction, id, thread, type, regime, channel, receivedAt, first);
        RequestTable.linkNew(transaction, id);
        RequestTimeline.add(transaction, id, now, Kind.OPENED, member(actor), null, null);
        news.record(transaction, actor, "open", id, requestId, Map.of("channel", channel.name()));
        news.tell(transaction, id, "opened", 1L);
        return new Opened(id, number, first.answerBy());
    }

    /** Whether this was asked in the thread before, whatever became of it. */
    public boolean isAsked(Connection connection, UUID thread, RequestType type) throws SQLException {
        return RequestTable.isAsked(connection, thread, type);
    }

    /** The day by which such a request must be answered by law, else by which we want to, while nobody knows where they live. */
    public LocalDate answerBy(@Nullable RequestType type, Instant receivedAt) {
        return days.begin(Regime.UNKNOWN, type, receivedAt).answerBy();
    }

    /** Whoever began the thread was told by this letter that we have what they asked. */
    public void acknowledged(Connection transaction, UUID thread, UUID letter) throws SQLException {
        Instant now = clock.instant();
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

    /** What people name a request by. */
    public static String reference(long number) {
        return String.format(Locale.ROOT, "PR-%06d", number);
    }

    static @Nullable UUID member(Actor actor) {
        return actor instanceof Actor.Member member ? member.member() : null;
    }
}
