/** What is kept for a time, told by each feature that keeps it, with how it lets go of what is older. */
@NullMarked
package ai.ominigate.retention;

import org.jspecify.annotations.NullMarked;
