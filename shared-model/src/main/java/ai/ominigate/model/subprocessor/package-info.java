/** The companies that personal data goes to, and the list of them that everybody reads. */
@NullMarked
package ai.ominigate.model.subprocessor;

import org.jspecify.annotations.NullMarked;
