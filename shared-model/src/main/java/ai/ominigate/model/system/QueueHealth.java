package ai.ominigate.model.system;

/**
 * What waits to be taken on.
 *
 * @param waiting how many
 * @param oldestSeconds for how long the first of them has waited; 0 if none does
 */
public record QueueHealth(long waiting, double oldestSeconds) {}
