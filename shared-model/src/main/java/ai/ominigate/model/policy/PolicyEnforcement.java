package ai.ominigate.model.policy;

/**
 * What makes a sentence of the policy true.
 *
 * @param by the class or the setting that does
 * @param how in a sentence
 */
public record PolicyEnforcement(String by, String how) {}
