/** What waits for a second person, with what would happen. */
@NullMarked
package ai.ominigate.console.approvals;

import org.jspecify.annotations.NullMarked;
