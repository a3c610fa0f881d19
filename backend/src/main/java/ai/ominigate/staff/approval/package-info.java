/** The second person: what one member of the staff proposes and another agrees to, done once, with the agreement. */
@NullMarked
package ai.ominigate.staff.approval;

import org.jspecify.annotations.NullMarked;
