/** Who works here: for now the one operator whose token opens the staff API. */
@NullMarked
package ai.ominigate.staff;

import org.jspecify.annotations.NullMarked;
