/** The abuse desk: what is decided about networks, keys and accounts. */
@NullMarked
package ai.ominigate.model.abuse;

import org.jspecify.annotations.NullMarked;
