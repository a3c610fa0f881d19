/** What every feature stands on: the data folder, the database, ids, networks and the clock. */
@NullMarked
package ai.ominigate.platform;

import org.jspecify.annotations.NullMarked;
