package ai.ominigate.platform;

import java.util.Optional;

/**
 * One thing that must hold for calls to be served. Features offer it as a bean; {@code /health} answers 503 while any
 * of them has a problem. It is asked on an event loop, so it answers from memory.
 */
public interface Readiness {
    /** What it is about, in a word or two. */
    String name();

    /** Why calls cannot be served now, as a sentence for the operator; empty when they can. */
    Optional<String> problem();
}
