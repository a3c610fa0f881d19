/** What upstreams speak: paths, credentials, usage semantics and cancellation of each dialect. */
@NullMarked
package ai.ominigate.gateway.provider;

import org.jspecify.annotations.NullMarked;
