/** How long what is kept is kept: rules for each class of data, and what every purge removed. */
@NullMarked
package ai.ominigate.model.retention;

import org.jspecify.annotations.NullMarked;
