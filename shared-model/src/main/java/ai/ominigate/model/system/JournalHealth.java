package ai.ominigate.model.system;

/**
 * A node's usage journal.
 *
 * @param waitingEvents events that wait for the disk
 * @param bytes its files
 * @param lagSeconds for how long something in it has been waiting for the database; 0 if nothing has
 */
public record JournalHealth(long waitingEvents, long bytes, double lagSeconds) {}
