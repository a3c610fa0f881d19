/** The server's staff API: one client, what can go wrong with it, and what it tells by itself. Features bring their routes. */
@NullMarked
package ai.ominigate.console.remote;

import org.jspecify.annotations.NullMarked;
