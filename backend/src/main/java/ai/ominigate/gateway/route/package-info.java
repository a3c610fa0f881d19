/** Which upstream next: priority, weight, breakers and back-off. */
@NullMarked
package ai.ominigate.gateway.route;

import org.jspecify.annotations.NullMarked;
