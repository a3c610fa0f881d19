package ai.ominigate.privacy.request;

import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.WorkGate;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.stream.Stream;

/** Has this node do legs as they become due. */
@Context
final class LegWorker implements AutoCloseable {
    private final List<Notifications.Subscription> subscriptions;

    /** @param atOnce how many one node does at once; each takes a connection of the pool for parts of the time */
    LegWorker(
            Legs legs,
            Notifications notifications,
            WorkGate gate,
            @Value("${ominigate.privacy.legs-at-once:3}") int atOnce) {
        this.subscriptions = Stream.generate(() -> notifications.listen("privacy_legs", gate.behind(legs::doDue)))
                .limit(atOnce)
                .toList();
    }

    @Override
    @PreDestroy
    public void close() {
        subscriptions.forEach(Notifications.Subscription::close);
    }
}
