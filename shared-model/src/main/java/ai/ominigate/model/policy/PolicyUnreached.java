package ai.ominigate.model.policy;

/**
 * An account that no letter of a version reached, for whoever finds another way to tell its owner.
 *
 * @param account its id
 */
public record PolicyUnreached(String account) {}
