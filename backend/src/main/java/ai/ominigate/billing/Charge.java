package ai.ominigate.billing;

import java.util.UUID;

/**
 * What one account owes for calls whose usage is being stored in the same transaction.
 *
 * @param account who pays
 * @param lease the slice their holds came from
 * @param nanos the sum of their costs; more than 0
 */
public record Charge(UUID account, UUID lease, long nanos) {}
