/** What everybody is told: pages at {@code /legal} in the languages that they read, and letters to every account. */
@NullMarked
package ai.ominigate.privacy.legal;

import org.jspecify.annotations.NullMarked;
