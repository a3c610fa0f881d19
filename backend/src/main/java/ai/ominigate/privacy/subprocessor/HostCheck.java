package ai.ominigate.privacy.subprocessor;

import ai.ominigate.promise.LiveCheck;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Whether nothing wants to connect to where nobody was told that data goes. */
@Singleton
final class HostCheck implements LiveCheck {
    /** What did not happen for so long does not happen any more. */
    private static final Duration LATELY = Duration.ofHours(24);

    private final RefusedHosts refused;

    HostCheck(RefusedHosts refused) {
        this.refused = refused;
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
    public Finding look() throws SQLException {
        refused.writeDown();
        List<String> hosts = refused.within(LATELY);
        return hosts.isEmpty()
                ? Finding.kept("None was, by any node.")
                : Finding.broken("Refused, and wanted by something: %s. Register the company, or find out what it is."
                        .formatted(String.join(", ", hosts)));
    }
}
