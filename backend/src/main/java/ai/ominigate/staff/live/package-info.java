/** What the staff is told while they watch: which things to look at again. */
@NullMarked
package ai.ominigate.staff.live;

import org.jspecify.annotations.NullMarked;
