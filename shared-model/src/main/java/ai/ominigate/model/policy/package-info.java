/** The privacy policy in its versions. */
@NullMarked
package ai.ominigate.model.policy;

import org.jspecify.annotations.NullMarked;
