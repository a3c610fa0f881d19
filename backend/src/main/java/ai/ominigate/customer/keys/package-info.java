/** Keys of one's own account. */
@NullMarked
package ai.ominigate.customer.keys;

import org.jspecify.annotations.NullMarked;
