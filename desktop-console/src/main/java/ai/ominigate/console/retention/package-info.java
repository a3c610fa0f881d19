/** How long what is kept is kept: a window for each class of data, who agreed to it, and what every purge removed. */
@NullMarked
package ai.ominigate.console.retention;

import org.jspecify.annotations.NullMarked;
