package ai.ominigate.privacy.request;

import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.WorkGate;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.stream.Stream;

/** Has this node do legs as they become due. */
@Context
final class LegWorker implements AutoCloseable {
    /** Done at once on one node. */
    private static final int WORKERS = 3;

    private final List<Notifications.Subscription> subscriptions;

    LegWorker(Legs legs, Notifications notifications, WorkGate gate) {
        this.subscriptions = Stream.generate(() -> notifications.listen("privacy_legs", gate.behind(legs::doDue)))
                .limit(WORKERS)
                .toList();
    }

    @Override
    @PreDestroy
    public void close() {
        subscriptions.forEach(Notifications.Subscription::close);
    }
}
