package ai.ominigate.model.own;

import ai.ominigate.model.Usd;

/**
 * What a top-up costs.
 *
 * @param credit what the account gets
 * @param fee what is paid beside that
 * @param total both
 * @param taxesFollow whether Stripe adds taxes to the total when it is paid
 * @param minimum the least credit of a top-up
 * @param maximum the most credit of a top-up
 */
public record TopUpQuote(Usd credit, Usd fee, Usd total, boolean taxesFollow, Usd minimum, Usd maximum) {}
