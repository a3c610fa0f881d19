/**
 * The policy map: each sentence of the privacy policy with what enforces it, the tests that prove it, who owns it, and the
 * checks that look whether it is true now.
 */
@NullMarked
package ai.ominigate.privacy.map;

import org.jspecify.annotations.NullMarked;
