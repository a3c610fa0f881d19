/** Money, as the staff API speaks of it. */
@NullMarked
package ai.ominigate.model.billing;

import org.jspecify.annotations.NullMarked;
