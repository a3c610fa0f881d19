/** Money: the double-entry ledger, wallets, and the slices of them that a node may spend. */
@NullMarked
package ai.ominigate.billing;

import org.jspecify.annotations.NullMarked;
