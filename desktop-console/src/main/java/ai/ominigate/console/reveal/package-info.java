/** Personal data that screens show masked: one value in clear for a minute, for a purpose, written down before. */
@NullMarked
package ai.ominigate.console.reveal;

import org.jspecify.annotations.NullMarked;
