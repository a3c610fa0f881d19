/** Accounts, as the staff API speaks of them. */
@NullMarked
package ai.ominigate.model.account;

import org.jspecify.annotations.NullMarked;
