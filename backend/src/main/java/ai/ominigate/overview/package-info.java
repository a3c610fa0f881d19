/** How the system does and what goes on, for everybody of the staff: figures without anybody's data. */
@NullMarked
package ai.ominigate.overview;

import org.jspecify.annotations.NullMarked;
