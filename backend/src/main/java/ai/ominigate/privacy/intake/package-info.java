/** What arrives in the contact mailbox: read within bounds, never rendered, never answered where a program wrote it. */
@NullMarked
package ai.ominigate.privacy.intake;

import org.jspecify.annotations.NullMarked;
