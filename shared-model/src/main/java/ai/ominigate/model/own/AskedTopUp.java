package ai.ominigate.model.own;

/**
 * A top-up that waits to be paid.
 *
 * @param checkout the page where a person pays it, at Stripe's
 */
public record AskedTopUp(OwnPayment payment, String checkout) {}
