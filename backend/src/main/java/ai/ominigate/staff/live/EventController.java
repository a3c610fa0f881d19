package ai.ominigate.staff.live;

import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.sse.Event;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** What happens, as it happens. */
@Controller("/admin/v1/events")
final class EventController {
    private final LiveStreams streams;

    EventController(LiveStreams streams) {
        this.streams = streams;
    }

    /**
     * Tells what to look at again, as server-sent events. The event's name is what happened, its data a {@code LiveEvent}.
     * Whoever comes back with {@code Last-Event-ID} gets what they missed, or the event {@code missed} if it was too much.
     * The stream ends with the sign-in.
     */
    @Get(produces = MediaType.TEXT_EVENT_STREAM)
    @Allowed(Capability.BE_STAFF)
    HttpResponse<Publisher<Event<String>>> watch(
            Actor.Member me, @Header("Last-Event-ID") @Nullable String lastEventId) {
        return HttpResponse.<Publisher<Event<String>>>ok(streams.watch(me, seen(lastEventId)))
                .header("cache-control", "no-store")
                // nginx sends events as they come.
                .header("x-accel-buffering", "no");
    }

    private static @Nullable Long seen(@Nullable String lastEventId) {
        try {
            return lastEventId == null || lastEventId.isBlank() ? null : Long.valueOf(lastEventId.strip());
        } catch (NumberFormatException e) {
            throw Refused.invalid("The header Last-Event-ID is the id of an event, which is a number.");
        }
    }
}
