package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.privacy.request.Lifecycle.Step;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes steps with requests: each is written down, told to who watches, and in the audit log. Blocks. */
@Singleton
final class RequestSteps {
    private final RequestNews news;
    private final InstantSource clock;

    RequestSteps(RequestNews news, InstantSource clock) {
        this.news = news;
        this.clock = clock;
    }

    /**
     * Whose step it is.
     *
     * @param requestId the {@code x-request-id}; null if there is none
     */
    record By(Actor actor, @Nullable String requestId) {
        static final By ITSELF = new By(new Actor.Automatic(), null);
    }

    /**
     * What is told of it.
     *
     * @param words somebody's; null for none
     * @param refersTo what it names; null for nothing
     */
    record Told(Kind kind, @Nullable String words, @Nullable String refersTo) {
        static Told of(Kind kind) {
            return new Told(kind, null, null);
        }

        static Told of(Kind kind, @Nullable String words) {
            return new Told(kind, words, null);
        }
    }

    /** As the database has it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** @throws Refused if there is none */
    static RequestFile lock(Connection transaction, UUID id) throws SQLException {
        RequestFile file = RequestTable.lock(transaction, id);
        if (file == null) {
            throw unknown();
        }
        return file;
    }

    static Refused unknown() {
        return Refused.notFound("There is no request with this id.");
    }

    /**
     * Takes a step that the table allows.
     *
     * @param changes what is written with it
     * @return the request as it is then
     * @throws Refused (409) if the table does not
     */
    RequestFile take(Connection transaction, RequestFile file, Step step, Changes changes, Told told, By by)
            throws SQLException {
        RequestState to = Lifecycle.after(file.state(), step);
        return write(transaction, file, changes.state(to, now()), told, by, verb(step));
    }

    /** Changes something of a request that stays where it is. */
    RequestFile change(Connection transaction, RequestFile file, Changes changes, Told told, By by, String verb)
            throws SQLException {
        return write(transaction, file, changes, told, by, verb);
    }

    private RequestFile write(Connection transaction, RequestFile file, Changes changes, Told told, By by, String verb)
            throws SQLException {
        RequestTable.update(transaction, file.id(), changes);
        RequestTimeline.add(
                transaction, file.id(), now(), told.kind(), Requests.member(by.actor()), told.words(), told.refersTo());
        RequestFile changed = Objects.requireNonNull(RequestTable.find(transaction, file.id()));
        Map<String, String> details = new TreeMap<>();
        details.put("from", file.state().name());
        details.put("to", changed.state().name());
        if (told.refersTo() != null) {
            details.put("about", told.refersTo());
        }
        news.record(transaction, by.actor(), verb, file.id(), by.requestId(), details);
        news.tell(transaction, file.id(), "changed", changed.version());
        return changed;
    }

    /** Somebody looked. */
    void record(Connection transaction, Actor actor, String verb, UUID request, @Nullable String requestId)
            throws SQLException {
        news.record(transaction, actor, verb, request, requestId, Map.of());
    }

    private static String verb(Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
