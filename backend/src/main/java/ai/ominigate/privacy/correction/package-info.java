/**
 * Corrects what we have wrong about people (GDPR, articles 16 and 19): two look at a new address, both mailboxes confirm it,
 * and the old one can take it back for a while. What was metered or booked are facts, and is not corrected here.
 */
@NullMarked
package ai.ominigate.privacy.correction;

import org.jspecify.annotations.NullMarked;
