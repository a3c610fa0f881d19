/**
 * The companies that personal data goes to: which there are, what is known of them, and the list that everybody reads. What
 * is not active there, with terms that rule out training, gets no call.
 */
@NullMarked
package ai.ominigate.privacy.subprocessor;

import org.jspecify.annotations.NullMarked;
