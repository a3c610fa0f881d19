package ai.ominigate.console.control;

/**
 * A state as people see it.
 *
 * @param meaning what it means
 * @param words what it is called
 */
public record Badge(Meaning meaning, String words) {}
