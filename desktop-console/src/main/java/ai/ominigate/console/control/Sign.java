package ai.ominigate.console.control;

/**
 * Something that is told by a sign.
 *
 * @param icon its name in the feather pack, as {@code fth-mail}
 * @param words what it means, for the tooltip and for people who hear it
 */
public record Sign(String icon, String words) {}
