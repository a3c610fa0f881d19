package ai.ominigate.billing;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.NodeIdentity;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.Readiness;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/** What of billing has a start and an end. */
@Factory
final class BillingBeans {

    @Singleton
    NodeSeat seat(DataSource database, NodeIdentity node, LeaseSettings settings) {
        try {
            return NodeSeat.take(database, node.id(), settings.life());
        } catch (SQLException e) {
            throw new CannotStart(
                    "This node could not be registered in the database, which it must be before it may spend balances (SQL state %s); see whether the database works and start again."
                            .formatted(e.getSQLState()),
                    e);
        }
    }

    @Singleton
    @Bean(preDestroy = "close")
    LeaseUpkeep upkeep(
            LeaseStore store,
            LeaseSettings settings,
            LeaseMetrics metrics,
            InstantSource clock,
            Notifications notifications) {
        LeasedHolds holds = new LeasedHolds(store, settings, metrics, clock, System::nanoTime);
        return new LeaseUpkeep(holds, store, settings, notifications);
    }

    @Singleton
    Holds holds(LeaseUpkeep upkeep) {
        return upkeep.holds();
    }

    /** While the database is away calls are paid from the slices at hand; not once this node may not spend them. */
    @Singleton
    Readiness readiness(LeaseUpkeep upkeep) {
        return new Readiness() {
            @Override
            public String name() {
                return "leases";
            }

            @Override
            public Optional<String> problem() {
                return upkeep.holds().problem();
            }
        };
    }
}
