/** Who works here and how they show it: members, sign-in, sessions, the operator's token, and the staff API's door. */
@NullMarked
package ai.ominigate.staff.identity;

import org.jspecify.annotations.NullMarked;
