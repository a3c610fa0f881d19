package ai.ominigate.abuse.signal;

import ai.ominigate.billing.BurnedGifts;
import ai.ominigate.billing.BurnedGifts.Burned;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Observes that an account has used up what it was given (S9). Spending is settled behind the calls, so it is looked for once
 * a minute and not told by them; each node tells it once, and rules count an account once whoever tells of it. Blocks.
 */
@Singleton
final class BurnedCredit {
    /** What was given longer ago was not used up at once, whatever a rule takes for that. */
    static final Duration LOOKED_BACK = Duration.ofHours(6);

    private final BurnedGifts gifts;
    private final Observations observations;
    private final InstantSource clock;

    /** Lots that were told of and would be found again. */
    private Set<UUID> told = Set.of();

    BurnedCredit(BurnedGifts gifts, Observations observations, InstantSource clock) {
        this.gifts = gifts;
        this.observations = observations;
        this.clock = clock;
    }

    @Scheduled(initialDelay = "1m", fixedDelay = "1m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    synchronized void look() throws SQLException {
        Instant now = clock.instant();
        List<Burned> burned = gifts.givenSince(now.minus(LOOKED_BACK));
        for (Burned each : burned) {
            if (!told.contains(each.lot())) {
                observations.tell(new Observation.FreeCreditSpent(
                        now.toEpochMilli(), each.account(), each.givenAt().toEpochMilli()));
            }
        }
        told = burned.stream().map(Burned::lot).collect(Collectors.toCollection(HashSet::new));
    }
}
