/** What every screen is made with: loading, words, colours, and work that must not hold up the screen. */
@NullMarked
package ai.ominigate.console.view;

import org.jspecify.annotations.NullMarked;
