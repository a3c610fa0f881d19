/** What each member of the staff has done: written once, never changed, and provable to somebody who does not trust us. */
@NullMarked
package ai.ominigate.staff.audit;

import org.jspecify.annotations.NullMarked;
