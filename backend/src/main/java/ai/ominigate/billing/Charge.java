package ai.ominigate.billing;

import java.util.UUID;

/**
 * What one account owes for calls whose usage is being stored in the same transaction.
 *
 * @param account who pays
 * @param lease the slice their holds came from
 * @param nanos the sum of their costs; more than 0
 */
public record Charge(UUID account, UUID lease, long nanos) {

    /** Refuses what is no charge. */
    public Charge {
        if (nanos <= 0) {
            throw new IllegalArgumentException("A charge is more than 0, not " + nanos + " nano-dollars.");
        }
    }
}
