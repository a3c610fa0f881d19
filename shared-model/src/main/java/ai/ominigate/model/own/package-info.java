/** What customers say and are told about what is theirs, at {@code /api/v1}. */
@NullMarked
package ai.ominigate.model.own;

import org.jspecify.annotations.NullMarked;
