/** Who works here and with which roles, as administrators decide it: one asks, another one agrees. */
@NullMarked
package ai.ominigate.staff.roster;

import org.jspecify.annotations.NullMarked;
