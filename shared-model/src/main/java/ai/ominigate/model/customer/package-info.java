/** Accounts as those of the staff see them who help or investigate: found by what they were told, and masked. */
@NullMarked
package ai.ominigate.model.customer;

import org.jspecify.annotations.NullMarked;
