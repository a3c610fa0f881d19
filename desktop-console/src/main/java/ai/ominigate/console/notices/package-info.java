/** What staff are told of while they work at something else: what waits for them, and what became of what they asked for. */
@NullMarked
package ai.ominigate.console.notices;

import org.jspecify.annotations.NullMarked;
