/** The privacy policy: its versions and texts, what stands behind each sentence, and whether that is true now. */
@NullMarked
package ai.ominigate.console.policy;

import org.jspecify.annotations.NullMarked;
