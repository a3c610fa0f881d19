package ai.ominigate.model;

/**
 * Something that can be changed. Whoever changes it says which version they saw, as {@code If-Match: "<version>"}, and is
 * refused if it is not that one any more.
 */
public interface Versioned {
    /** Another number after every change. */
    long version();
}
