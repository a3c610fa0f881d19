/**
 * The door to what is a customer's own: who asks, what they may, and the two cookies that there are. The JSON of {@code
 * /api/v1} and the pages go through the same.
 */
@NullMarked
package ai.ominigate.customer.door;

import org.jspecify.annotations.NullMarked;
