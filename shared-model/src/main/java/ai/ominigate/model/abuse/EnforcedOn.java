package ai.ominigate.model.abuse;

/**
 * How far a decision has come.
 *
 * @param nodes so many nodes act on it
 * @param of of so many that are there
 */
public record EnforcedOn(int nodes, int of) {}
