package ai.ominigate.egress;

import ai.ominigate.model.system.EgressHost;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Tells the recorder what each application of a test had permitted: also for connections that look names up themselves, as
 * Netty's do.
 */
@Singleton
final class EgressDecisions implements BeanCreatedEventListener<Egress>, ApplicationEventListener<ShutdownEvent> {
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

    private record Watched(Egress egress, Predicate<String> asked) {}

    @Override
    public Egress onCreated(BeanCreatedEvent<Egress> event) {
        Egress egress = event.getBean();
        Watched one = new Watched(egress, host -> permitted(egress, host));
        watched.add(one);
        RecordingResolver.ASKED.add(one.asked());
        return egress;
    }

    private static boolean permitted(Egress egress, String host) {
        return egress.report().hosts().stream()
                .anyMatch(each -> each.host().equals(host) && each.contactedAt() != null);
    }

    /** Whom each host that was contacted belongs to. */
    @Override
    public void onApplicationEvent(ShutdownEvent event) {
        for (Watched one : watched) {
            RecordingResolver.ASKED.remove(one.asked());
            for (EgressHost host : one.egress().report().hosts()) {
                if (host.contactedAt() != null) {
                    RecordingResolver.note("permitted " + host.host() + " of " + host.owner());
                }
            }
        }
        watched.clear();
    }
}
