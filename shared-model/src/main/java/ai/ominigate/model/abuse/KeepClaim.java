package ai.ominigate.model.abuse;

/**
 * Says that one still works on a case.
 *
 * @param typing whether one is writing a decision at the moment, for colleagues to see
 */
public record KeepClaim(boolean typing) {}
