/** How the system does, as the staff API speaks of it. */
@NullMarked
package ai.ominigate.model.system;

import org.jspecify.annotations.NullMarked;
