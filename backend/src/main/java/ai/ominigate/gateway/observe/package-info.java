/** What operators see of calls: metrics and traces, without a byte of a body. */
@NullMarked
package ai.ominigate.gateway.observe;

import org.jspecify.annotations.NullMarked;
