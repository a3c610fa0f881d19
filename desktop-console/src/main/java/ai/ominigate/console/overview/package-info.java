/** What goes on, in figures: the first thing that people see in the morning. */
@NullMarked
package ai.ominigate.console.overview;

import org.jspecify.annotations.NullMarked;
