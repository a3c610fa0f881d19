package ai.ominigate.model.payment;

/** How a top-up is paid. */
public enum PaymentKind {
    /** By the customer, at Stripe's. */
    CHECKOUT,
    /** By us, as the customer wished. */
    AUTOMATIC
}
