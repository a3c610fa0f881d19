/** The gateway as its callers and its providers see it: whole calls through a running application. */
@NullMarked
package ai.ominigate.gateway;

import org.jspecify.annotations.NullMarked;
