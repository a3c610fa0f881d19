/** Finance's desk: payments, refunds, disputes, what does not agree with Stripe's and providers' books, and given credit. */
@NullMarked
package ai.ominigate.console.payments;

import org.jspecify.annotations.NullMarked;
