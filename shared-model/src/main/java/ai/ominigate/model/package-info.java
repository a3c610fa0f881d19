/** What both sides of the staff API speak: records and enums, nothing with behaviour beyond checking itself. */
@NullMarked
package ai.ominigate.model;

import org.jspecify.annotations.NullMarked;
