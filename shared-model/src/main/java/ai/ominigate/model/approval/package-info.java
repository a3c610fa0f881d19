/** What a second person must agree to, as the staff API speaks of it. */
@NullMarked
package ai.ominigate.model.approval;

import org.jspecify.annotations.NullMarked;
