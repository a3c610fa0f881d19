/** How the staff finds an account and looks at it: by what they were told, for a purpose, masked, and written down. */
@NullMarked
package ai.ominigate.support;

import org.jspecify.annotations.NullMarked;
