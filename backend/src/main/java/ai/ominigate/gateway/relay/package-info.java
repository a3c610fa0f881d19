/** One call from socket to socket. The only package that knows the transport. */
@NullMarked
package ai.ominigate.gateway.relay;

import org.jspecify.annotations.NullMarked;
