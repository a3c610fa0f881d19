package ai.ominigate.model.staff;

/**
 * Somebody who works here, as colleagues speak of them.
 *
 * @param id names them for good
 * @param name what people call them
 */
public record Colleague(String id, String name) {}
