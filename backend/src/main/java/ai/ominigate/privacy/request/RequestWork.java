package ai.ominigate.privacy.request;

import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
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
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a {@link Fulfilment} does about a request beside its legs, in its own transactions. Blocks. */
@Singleton
public final class RequestWork {
    /** The kind of a subject: what a request for correction changes something to. */
    public static final String CORRECTION = "correction";

    private final RequestSteps steps;
    private final RequestLetters letters;

    RequestWork(RequestSteps steps, RequestLetters letters) {
        this.steps = steps;
        this.letters = letters;
    }

    /** A request of a known type. */
    public record Work(Assignment assignment, RequestState state, long version) {}

    /** Something that happened, of which the timeline tells. */
    public enum Event {
        CORRECTION_WRITTEN,
        ADDRESS_CONFIRMED,
        CORRECTION_REVERTED
    }

    /** The time, as requests are kept with it. */
    public Instant now() {
        return steps.now();
    }

    /**
     * The request, which nobody else changes until the transaction ends.
     *
     * @throws Refused if there is none of this type
     */
    public Work lock(Connection transaction, UUID request, RequestType type) throws SQLException {
        return work(RequestSteps.lock(transaction, request), type);
    }

    /**
     * The request.
     *
     * @throws Refused if there is none of this type
     */
    public Work find(Connection connection, UUID request, RequestType type) throws SQLException {
        return work(RequestTable.find(connection, request), type);
    }

    /** The request of this type for this account that is being done; null if none is. */
    public @Nullable Assignment beingDone(Connection connection, UUID account, RequestType type) throws SQLException {
        RequestFile file = RequestTable.beingDone(connection, account, type);
        return file == null ? null : file.assignment();
    }

    /** The same, of somebody who asks about themselves alone, of an account that they do not own. */
    public @Nullable Assignment beingDoneForMember(Connection connection, UUID member, RequestType type)
            throws SQLException {
        RequestFile file = RequestTable.beingDoneForMember(connection, member, type);
        return file == null ? null : file.assignment();
    }

    private static Work work(@Nullable RequestFile file, RequestType type) {
        if (file == null) {
            throw RequestSteps.unknown();
        }
        if (file.type() != type) {
            throw Refused.notFound("There is no request of the type " + type + " with this id.");
        }
        return new Work(file.assignment(), file.state(), file.version());
    }

    /**
     * Says what happened to the request.
     *
     * @param words somebody's; null for none
     * @param requestId the {@code x-request-id}; null if there is none
     */
    public void tell(
            Connection transaction,
            UUID request,
            Event event,
            Actor actor,
            @Nullable String words,
            @Nullable String requestId)
            throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        steps.change(
                transaction,
                file,
                new Changes(),
                Told.of(Kind.valueOf(event.name()), words),
                new By(actor, requestId),
                switch (event) {
                    case CORRECTION_WRITTEN -> "write-correction";
                    case ADDRESS_CONFIRMED -> "confirm-address";
                    case CORRECTION_REVERTED -> "revert-correction";
                });
    }

    /** That somebody of the staff looked at what belongs to it is written down. */
    public void looked(Connection transaction, UUID request, String verb, Actor actor, @Nullable String requestId)
            throws SQLException {
        steps.record(transaction, actor, verb, request, requestId);
    }

    /** Leaves a letter about it to this address. */
    public void write(
            Connection transaction, UUID request, String address, Template template, Map<String, String> values)
            throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        letters.leaveToRegistered(transaction, file, address, template, values);
    }

    /** What one of its legs waited for has happened. */
    public void wake(Connection transaction, UUID request, String leg) throws SQLException {
        LegTable.retryNow(transaction, request, leg, steps.now());
    }
}
