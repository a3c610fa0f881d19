package ai.ominigate.model.own;

/**
 * A page at Stripe's, for a person to open.
 *
 * @param url good for some minutes
 */
public record PageElsewhere(String url) {}
