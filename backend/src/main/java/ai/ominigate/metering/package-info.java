/** What was used: durable events of every call, the journal that holds them, and the tables they end in. */
@NullMarked
package ai.ominigate.metering;

import org.jspecify.annotations.NullMarked;
