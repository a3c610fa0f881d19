/** The desktop console: its start, its one window and the order in which screens come up. */
@NullMarked
package ai.ominigate.console;

import org.jspecify.annotations.NullMarked;
