/** The abuse desk: its queue and cases, what is decided about networks, keys and accounts, appeals and rules. */
@NullMarked
package ai.ominigate.console.abuse;

import org.jspecify.annotations.NullMarked;
