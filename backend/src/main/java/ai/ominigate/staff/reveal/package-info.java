/** Personal data on request only: how it is masked, and how one value of it is shown in clear and written down first. */
@NullMarked
package ai.ominigate.staff.reveal;

import org.jspecify.annotations.NullMarked;
