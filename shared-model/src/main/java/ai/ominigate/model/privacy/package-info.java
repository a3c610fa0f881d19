/** Requests of people about their personal data. */
@NullMarked
package ai.ominigate.model.privacy;

import org.jspecify.annotations.NullMarked;
