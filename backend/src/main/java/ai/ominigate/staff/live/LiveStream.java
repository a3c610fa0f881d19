package ai.ominigate.staff.live;

import ai.ominigate.staff.rights.Actor;
import io.micronaut.http.sse.Event;
import java.util.concurrent.ArrayBlockingQueue;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;

/**
 * One connection of somebody who watches. Used by one thread at a time. Whoever reads too slowly for {@link #WAITING}
 * events is cut off, and comes back with the id of the last event they saw.
 */
final class LiveStream {
    /** Events that wait for a slow reader, at most. */
    static final int WAITING = 256;

    private final Sinks.Many<Event<String>> sink =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(WAITING));
    private Actor.Member watcher;
    private boolean ended;

    LiveStream(Actor.Member watcher) {
        this.watcher = watcher;
    }

    /** Whose it is, with their roles of now. */
    Actor.Member watcher() {
        return watcher;
    }

    void watcher(Actor.Member now) {
        watcher = now;
    }

    /** What the connection is sent, until it ends. */
    Publisher<Event<String>> events(Runnable atEnd) {
        return sink.asFlux().doFinally(signal -> atEnd.run());
    }

    /**
     * Sends an event.
     *
     * @param json in one line
     */
    void send(long id, String name, String json) {
        emit(Event.of(json).id(String.valueOf(id)).name(name));
    }

    /** Shows that the connection lives. */
    void keepAlive() {
        emit(Event.of("").comment("keep-alive"));
    }

    /** Whether nothing is sent any more. */
    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
        sink.tryEmitComplete();
    }

    private void emit(Event<String> event) {
        if (sink.tryEmitNext(event) == Sinks.EmitResult.FAIL_OVERFLOW) {
            end();
        }
    }
}
