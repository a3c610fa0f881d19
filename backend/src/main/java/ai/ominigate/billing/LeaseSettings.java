package ai.ominigate.billing;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How nodes share balances.
 *
 * @param maxSliceNanos the most of one balance that a node leases ahead of need, in nano-dollars, unless the account
 *     spends it faster than {@code cover}
 * @param cover for how long an account's calls are to go on at their present pace from the slice at hand, when the
 *     database is away; half of the node's share of the balance is the limit
 * @param idle how long an account's slice may be without calls before it is given back
 * @param life how long this node may spend its leases when it cannot renew them, because the database is away
 * @param heartbeat how often it renews them
 * @param recallPatience how long a call waits for other nodes to give back what it needs
 * @param patience how long a call waits for the database
 * @param rest how long the database is left alone after it did not answer
 */
@ConfigurationProperties("ominigate.billing.leases")
record LeaseSettings(
        @Bindable(defaultValue = "5000000000") long maxSliceNanos,
        @Bindable(defaultValue = "2m") Duration cover,
        @Bindable(defaultValue = "5s") Duration idle,
        @Bindable(defaultValue = "10m") Duration life,
        @Bindable(defaultValue = "3s") Duration heartbeat,
        @Bindable(defaultValue = "300ms") Duration recallPatience,
        @Bindable(defaultValue = "5s") Duration patience,
        @Bindable(defaultValue = "500ms") Duration rest) {

    LeaseSettings {
        if (maxSliceNanos <= 0) {
            throw new IllegalArgumentException("ominigate.billing.leases.max-slice-nanos must be more than 0");
        }
        if (life.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "ominigate.billing.leases.life must be at least twice its heartbeat, or leases end between two");
        }
    }
}
