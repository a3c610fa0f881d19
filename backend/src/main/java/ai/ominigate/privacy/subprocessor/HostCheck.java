package ai.ominigate.privacy.subprocessor;

import ai.ominigate.egress.Egress;
import ai.ominigate.promise.LiveCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/** Whether nothing wants to connect to where nobody was told that data goes. */
@Singleton
final class HostCheck implements LiveCheck {
    /** What did not happen for so long does not happen any more. */
    private static final Duration LATELY = Duration.ofHours(24);

    private final Egress egress;

    HostCheck(Egress egress) {
        this.egress = egress;
    }

    @Override
    public String name() {
        return "unlisted-hosts";
    }

    @Override
    public String title() {
        return "No host was contacted in the last 24 hours, or would have been but for being refused, that is not registered.";
    }

    @Override
    public Finding look() {
        Set<String> hosts = egress.refusedWithin(LATELY);
        return hosts.isEmpty()
                ? Finding.kept("None was, by the node that looked.")
                : Finding.broken("Refused, and wanted by something: %s. Register the company, or find out what it is."
                        .formatted(String.join(", ", hosts)));
    }
}
