/** What happens while somebody watches. */
@NullMarked
package ai.ominigate.model.live;

import org.jspecify.annotations.NullMarked;
