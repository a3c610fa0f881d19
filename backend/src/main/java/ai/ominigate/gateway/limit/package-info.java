/** How much a key may ask for: requests, tokens, concurrency and spending. */
@NullMarked
package ai.ominigate.gateway.limit;

import org.jspecify.annotations.NullMarked;
