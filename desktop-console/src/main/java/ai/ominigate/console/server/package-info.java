/** The server that the console is pointed at: its address, and whether it serves. */
@NullMarked
package ai.ominigate.console.server;

import org.jspecify.annotations.NullMarked;
