package ai.ominigate.model.abuse;

/**
 * Takes a case up.
 *
 * @param takeOver whether also if a colleague has said that they work on it
 */
public record ClaimCase(boolean takeOver) {}
