/** API keys, as the staff API speaks of them. */
@NullMarked
package ai.ominigate.model.key;

import org.jspecify.annotations.NullMarked;
