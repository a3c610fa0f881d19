/** What tax and accounting law has us keep of people who are forgotten: as little as it asks for, as long as it asks. */
@NullMarked
package ai.ominigate.privacy.vault;

import org.jspecify.annotations.NullMarked;
