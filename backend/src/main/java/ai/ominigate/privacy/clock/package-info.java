/** Until when a request of a person must be acknowledged and answered, by the law that applies to them. */
@NullMarked
package ai.ominigate.privacy.clock;

import org.jspecify.annotations.NullMarked;
