/** What callers speak: request and answer formats as bytes, without a DOM of a body. */
@NullMarked
package ai.ominigate.gateway.wire;

import org.jspecify.annotations.NullMarked;
