/** What the staff did, as the staff API tells and proves it. */
@NullMarked
package ai.ominigate.model.audit;

import org.jspecify.annotations.NullMarked;
