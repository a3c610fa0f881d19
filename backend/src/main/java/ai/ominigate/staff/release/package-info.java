/** Which desktop consoles may work here, and what tells them of a newer one. */
@NullMarked
package ai.ominigate.staff.release;

import org.jspecify.annotations.NullMarked;
