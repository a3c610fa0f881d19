/** Who works here, as administrators look after it: members, invitations, other people's sessions. */
@NullMarked
package ai.ominigate.staff.roster;

import org.jspecify.annotations.NullMarked;
