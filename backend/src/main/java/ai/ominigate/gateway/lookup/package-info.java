/** What callers can look up with their API key: models, their balance, their key, single calls. Not on a call's path. */
@NullMarked
package ai.ominigate.gateway.lookup;

import org.jspecify.annotations.NullMarked;
