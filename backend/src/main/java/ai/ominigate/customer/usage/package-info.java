/** What one's own account used and has, as JSON. */
@NullMarked
package ai.ominigate.customer.usage;

import org.jspecify.annotations.NullMarked;
