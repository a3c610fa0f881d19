/** What every feature stands on: the data folder, the database, ids and the clock. */
@NullMarked
package ai.ominigate.platform;

import org.jspecify.annotations.NullMarked;
