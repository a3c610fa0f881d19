package ai.ominigate.model.customer;

import ai.ominigate.model.Usd;

/**
 * How much somebody called a model.
 *
 * @param model by the name that calls have for it
 * @param calls how many calls ended
 * @param spent what they cost
 */
public record ModelUse(String model, long calls, Usd spent) {}
