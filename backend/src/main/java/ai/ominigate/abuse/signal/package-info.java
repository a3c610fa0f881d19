/** What looks like abuse: observations of all faces, counted in memory on every node alike, and the rules over them. */
@NullMarked
package ai.ominigate.abuse.signal;

import org.jspecify.annotations.NullMarked;
