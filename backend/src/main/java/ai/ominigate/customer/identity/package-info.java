/**
 * Who customers are and how they show it: sign-up, sign-in, sessions, second factors, and mailboxes that are shown to be
 * theirs. Nothing here tells a stranger whether somebody has an account.
 */
@NullMarked
package ai.ominigate.customer.identity;

import org.jspecify.annotations.NullMarked;
