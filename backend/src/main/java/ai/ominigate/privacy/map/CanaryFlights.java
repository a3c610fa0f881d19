package ai.ominigate.privacy.map;

import ai.ominigate.catalog.Model;
import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the calls with a mark in them once a day, on one of the nodes, where there is a provider that nobody pays for them:
 * the demo's. Elsewhere people send them. Blocks.
 */
@Singleton
final class CanaryFlights {
    private static final Duration EVERY = Duration.ofDays(1);
    private static final Duration AFTER_A_TRY = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(CanaryFlights.class);

    private final Canary canary;
    private final LiveChecks checks;
    private final DataSource dataSource;
    private final InstantSource clock;

    CanaryFlights(Canary canary, LiveChecks checks, DataSource dataSource, InstantSource clock) {
        this.canary = canary;
        this.checks = checks;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Sends them if none were sent for a day, and nobody tried within the hour. */
    @Scheduled(initialDelay = "${ominigate.policy.first-canary-after:90s}", fixedDelay = "10m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void keepUp() throws SQLException {
        Model model = canary.free();
        if (model == null || !Transaction.run(dataSource, this::takeTurn)) {
            return;
        }
        try {
            canary.fly(model, _ -> {});
            checks.lookAt(BodyCheck.NAME);
        } catch (IOException | Refused e) {
            LOG.warn("Calls with a mark in them could not be sent, so nobody knows whether bodies are stored.", e);
        } catch (InterruptedException e) {
            // The node stops.
            Thread.currentThread().interrupt();
        }
    }

    private boolean takeTurn(Connection transaction) throws SQLException {
        Instant now = clock.instant();
        CanaryRun last = CanaryTable.last(transaction);
        return (last == null || last.at().isBefore(now.minus(EVERY)))
                && CanaryTable.takeTurn(transaction, now, now.minus(AFTER_A_TRY));
    }
}
