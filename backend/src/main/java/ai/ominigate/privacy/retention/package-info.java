/** How long what is kept is kept: rules that two people change, purges that keep to them, and their receipts. */
@NullMarked
package ai.ominigate.privacy.retention;

import org.jspecify.annotations.NullMarked;
