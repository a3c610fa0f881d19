package ai.ominigate.staff.live;

import ai.ominigate.model.live.LiveEvent;
import ai.ominigate.platform.Notifications;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.identity.Sessions;
import ai.ominigate.staff.rights.Actor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.sse.Event;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Everybody who watches on this node. The last {@link #REMEMBERED} events are kept in memory, for those who come back
 * after a break; whoever missed more is told so.
 */
@Singleton
final class LiveStreams implements GracefulShutdownCapable, AutoCloseable {
    /** Events that somebody can have missed and still get. */
    static final int REMEMBERED = 1_000;
    /** Events that are kept for nodes that start. */
    private static final int STORED = 10 * REMEMBERED;
    /** Connections on this node, all together and of one member. */
    static final int MOST = 1_000;

    static final int MOST_OF_ONE = 10;

    private static final long UNKNOWN = -1;

    private final EventTable table;
    private final Sessions sessions;
    private final ObjectMapper json;
    private final Notifications.Subscription events;
    private final Notifications.Subscription endedSessions;

    private final Deque<ToldEvent> recent = new ArrayDeque<>();
    private final Set<LiveStream> open = new LinkedHashSet<>();
    private long latest = UNKNOWN;

    LiveStreams(DataSource dataSource, Notifications notifications, Sessions sessions, ObjectMapper json) {
        this.table = new EventTable(dataSource);
        this.sessions = sessions;
        this.json = json;
        this.events = notifications.listen("live_events", this::readNews);
        this.endedSessions = notifications.listen("live_sessions", this::checkSessions);
    }

    /**
     * Begins to watch.
     *
     * @param seen the id of the last event that the watcher saw; null if they begin
     * @return what to send them; at first what they missed
     */
    synchronized Publisher<Event<String>> watch(Actor.Member watcher, @Nullable Long seen) {
        if (latest == UNKNOWN) {
            throw Refused.forNow(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "not_ready",
                    "Events cannot be told before the database has answered once; try again.",
                    Duration.ofSeconds(2));
        }
        long already = open.stream()
                .filter(stream -> stream.watcher().member().equals(watcher.member()))
                .count();
        if (already >= MOST_OF_ONE || open.size() >= MOST) {
            throw Refused.forNow(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too_many_streams",
                    "You watch events over too many connections; close one.",
                    Duration.ofSeconds(10));
        }
        LiveStream stream = new LiveStream(watcher);
        if (seen != null) {
            catchUp(stream, seen);
        }
        stream.send(latest, "connected", "{}");
        open.add(stream);
        return stream.events(() -> forget(stream));
    }

    private void catchUp(LiveStream stream, long seen) {
        long oldest = recent.isEmpty() ? latest + 1 : recent.getFirst().event().id();
        List<ToldEvent> missed = recent.stream()
                .filter(told -> told.event().id() > seen && told.isFor(stream.watcher()))
                .toList();
        if (seen > latest || seen < oldest - 1 || missed.size() > LiveStream.WAITING / 2) {
            stream.send(latest, LiveEvent.MISSED, "{}");
        } else {
            missed.forEach(told -> send(stream, told));
        }
    }

    private synchronized void forget(LiveStream stream) {
        open.remove(stream);
    }

    private void readNews() throws SQLException {
        table.order();
        if (latestKnown() == UNKNOWN) {
            begin();
        }
        List<ToldEvent> news;
        do {
            news = table.after(latestKnown(), REMEMBERED);
            news.forEach(this::tell);
        } while (news.size() == REMEMBERED);
    }

    private synchronized long latestKnown() {
        return latest;
    }

    private void begin() throws SQLException {
        long end = table.latest();
        List<ToldEvent> last = table.after(Math.max(0, end - REMEMBERED), REMEMBERED);
        synchronized (this) {
            recent.addAll(last);
            latest = last.isEmpty() ? end : last.getLast().event().id();
        }
    }

    private synchronized void tell(ToldEvent told) {
        latest = told.event().id();
        recent.addLast(told);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        for (LiveStream stream : List.copyOf(open)) {
            if (told.isFor(stream.watcher())) {
                send(stream, told);
            }
        }
    }

    private void send(LiveStream stream, ToldEvent told) {
        try {
            stream.send(told.event().id(), told.event().kind(), json.writeValueAsString(told.event()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }

    /** Ends the connections of sign-ins that have ended, and learns the roles of the others. */
    private void checkSessions() throws SQLException {
        for (LiveStream stream : openNow()) {
            Actor.Member now = sessions.member(stream.watcher().session());
            synchronized (this) {
                if (now == null) {
                    stream.end();
                } else {
                    stream.watcher(now);
                }
            }
        }
    }

    private synchronized List<LiveStream> openNow() {
        return List.copyOf(open);
    }

    /** Shows watchers and proxies that the connections live, and looks whether sign-ins have run out. */
    @Scheduled(initialDelay = "15s", fixedDelay = "15s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void keepAlive() throws SQLException {
        synchronized (this) {
            List.copyOf(open).forEach(LiveStream::keepAlive);
            // A connection that went before it read anything never says that it ended.
            open.removeIf(LiveStream::ended);
        }
        checkSessions();
    }

    @Scheduled(initialDelay = "5m", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void forgetOld() throws SQLException {
        table.forgetAllBut(STORED);
    }

    /** A stop does not wait for those who watch; they come back to another node. */
    @Override
    public CompletionStage<?> shutdownGracefully() {
        close();
        return CompletableFuture.completedStage(null);
    }

    @Override
    @PreDestroy
    public void close() {
        events.close();
        endedSessions.close();
        openNow().forEach(LiveStream::end);
    }
}
