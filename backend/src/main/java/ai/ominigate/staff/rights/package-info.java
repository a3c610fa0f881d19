/** What each member of the staff may do: one table of roles and capabilities, and the words that controllers say it in. */
@NullMarked
package ai.ominigate.staff.rights;

import org.jspecify.annotations.NullMarked;
