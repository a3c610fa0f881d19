package ai.ominigate.privacy.request;

import ai.ominigate.staff.rights.Capability;

/**
 * Something that stands in the way of doing what was asked.
 *
 * @param code its stable name, in lower case with underscores, as {@code open_case}
 * @param words what it is, without personal data, and what to do about it
 * @param clearedBy who can get it out of the way
 */
public record Blocker(String code, String words, Capability clearedBy) {}
