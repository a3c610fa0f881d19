/** How the system does: the nodes, what they need, and what somebody has to do something about. */
@NullMarked
package ai.ominigate.console.health;

import org.jspecify.annotations.NullMarked;
