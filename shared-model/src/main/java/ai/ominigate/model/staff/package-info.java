/** Who works here and what each may do. */
@NullMarked
package ai.ominigate.model.staff;

import org.jspecify.annotations.NullMarked;
