package ai.ominigate.model.policy;

/**
 * How far those who are to be told of a version have been.
 *
 * @param accounts whom it concerns
 * @param waiting letters that are still to go
 * @param sent letters that mail servers took
 * @param failed letters that none took
 */
public record PolicyNotices(long accounts, long waiting, long sent, long failed) {}
