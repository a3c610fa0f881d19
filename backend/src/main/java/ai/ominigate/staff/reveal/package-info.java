/** Personal data on request only: one value is shown in clear after it was written down who looks at it, and what for. */
@NullMarked
package ai.ominigate.staff.reveal;

import org.jspecify.annotations.NullMarked;
