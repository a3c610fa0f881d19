package ai.ominigate.console.control;

/**
 * A field that two people changed.
 *
 * @param field what it is called
 * @param yours what whoever sees this wanted
 * @param theirs what is there now
 * @param result what would be there afterwards
 */
public record ConflictRow(String field, String yours, String theirs, String result) {}
