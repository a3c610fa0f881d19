package ai.ominigate.model.system;

/**
 * The disk of a data folder.
 *
 * @param freeBytes what can still be written
 * @param totalBytes its size
 */
public record DiskHealth(long freeBytes, long totalBytes) {}
