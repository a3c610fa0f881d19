/** Several people in one account: who they are, and how they are asked in. */
@NullMarked
package ai.ominigate.customer.team;

import org.jspecify.annotations.NullMarked;
