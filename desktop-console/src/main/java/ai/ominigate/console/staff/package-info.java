/** Who works here, with which roles and which sign-ins. */
@NullMarked
package ai.ominigate.console.staff;

import org.jspecify.annotations.NullMarked;
