/**
 * Money in, by Stripe: top-ups by hosted Checkout, automatic ones, refunds, disputes, and whether Stripe's books and ours
 * agree.
 *
 * <p>A {@link ai.ominigate.payment.TopUp} is our own record of what is to be paid, written down before Stripe hears of it,
 * with the idempotency key that Stripe is asked with. Whatever Stripe tells us, by a webhook or when it is asked, is only a
 * reason to look: the object is fetched again and held against our record, so that neither the order in which news arrive
 * nor their number matters. A payment is credited in the transaction that says that it is, under its own id. What webhooks
 * do not tell, the {@code Sweeper} finds.
 *
 * <p>Of Stripe's, names of objects, states and classes of failures are kept. Nothing of a card, a name or an address is,
 * and nothing of an event but what it is about.
 */
@NullMarked
package ai.ominigate.payment;

import org.jspecify.annotations.NullMarked;
