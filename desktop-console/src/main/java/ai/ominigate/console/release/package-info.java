/** Whether there is a newer console: asked of the server, believed only when whoever makes consoles has signed it. */
@NullMarked
package ai.ominigate.console.release;

import org.jspecify.annotations.NullMarked;
