package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.model.retention.RetentionRule;
import ai.ominigate.promise.LiveCheck;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Whether every class was purged lately, and nothing is older than its window. */
@Singleton
final class LastPurgesCheck implements LiveCheck {
    /** Once a day; twice that is missed once. */
    private static final Duration LATELY = Duration.ofDays(2);

    private final Retention retention;
    private final InstantSource clock;
    private final Instant since;

    LastPurgesCheck(Retention retention, InstantSource clock) {
        this.retention = retention;
        this.clock = clock;
        this.since = clock.instant();
    }

    @Override
    public String name() {
        return "last-purges";
    }

    @Override
    public String title() {
        return "Each class of data was purged in the last two days, and has nothing that is older than its window.";
    }

    @Override
    public Finding look() throws SQLException {
        Instant now = clock.instant();
        List<String> late = new ArrayList<>();
        for (RetentionRule rule : retention.rules()) {
            PurgeReceipt last = rule.lastPurge();
            // A node that was just started has had no time to purge.
            Instant purged = last == null || last.finishedAt() == null ? since : last.finishedAt();
            if (rule.overdue()) {
                late.add(rule.title() + " (something is older than its window)");
            } else if (purged.isBefore(now.minus(LATELY)) && since.isBefore(now.minus(LATELY))) {
                late.add(rule.title() + " (not purged since " + purged + ")");
            }
        }
        return late.isEmpty()
                ? Finding.kept("Each was.")
                : Finding.broken(
                        "Not so: %s. Purge them, and find out why it was not done.".formatted(String.join(", ", late)));
    }
}
