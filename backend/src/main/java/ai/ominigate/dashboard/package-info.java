/** The customers' web pages: drawn by the server, usable without script, in every language that there is a bundle for. */
@NullMarked
package ai.ominigate.dashboard;

import org.jspecify.annotations.NullMarked;
