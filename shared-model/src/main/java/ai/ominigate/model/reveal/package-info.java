/** Personal data on request only, as the staff API speaks of it. */
@NullMarked
package ai.ominigate.model.reveal;

import org.jspecify.annotations.NullMarked;
