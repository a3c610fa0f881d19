package ai.ominigate.model.payment;

/**
 * Where the receipt of a payment is, at Stripe's.
 *
 * @param url a page for a person to open; Stripe ends such links after 30 days, and makes a new one when it is asked
 */
public record PaymentReceipt(String url) {}
