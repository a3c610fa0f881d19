/**
 * Money: the double-entry ledger, wallets, and the slices of them that a node may spend.
 *
 * <p>A call's money goes this way. {@link ai.ominigate.billing.Holds} sets it aside in memory, inside a slice of the
 * wallet that the node has leased; in the database the whole slice counts as held. When the call ends, what it did not
 * need is free in memory at once. What it cost stays taken until the shipper, in the transaction that stores the usage,
 * posts it by {@link ai.ominigate.billing.Settlement}: then the wallet's balance, what is held of it, and what the lease
 * has left all fall together. Idle slices are given back; those of a process that died are closed once its journal has
 * been shipped ({@link ai.ominigate.billing.AbandonedLeases}).
 *
 * <p>So a wallet never goes below zero, and more than a balance is spent only by what calls cost beyond their holds,
 * which the account then owes ({@code receivable}).
 */
@NullMarked
package ai.ominigate.billing;

import org.jspecify.annotations.NullMarked;
