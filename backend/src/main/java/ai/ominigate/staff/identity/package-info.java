/** Who works here: for now the one operator whose token opens the staff API. */
@NullMarked
package ai.ominigate.staff.identity;

import org.jspecify.annotations.NullMarked;
