package ai.ominigate.platform;

import java.util.UUID;

/**
 * Which node this is among several on one database. Made once and kept in the data folder.
 *
 * @param id never changes for a data folder
 */
public record NodeIdentity(UUID id) {}
