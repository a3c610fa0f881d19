/**
 * What people ask about their data, from the first mail to the last receipt: what can become of a request, who did what
 * with it, until when, and the pieces that have to be done before it is over.
 */
@NullMarked
package ai.ominigate.privacy.request;

import org.jspecify.annotations.NullMarked;
