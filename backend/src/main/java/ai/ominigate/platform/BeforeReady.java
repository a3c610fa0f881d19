package ai.ominigate.platform;

import java.net.URI;

/**
 * Work that must be complete before {@code /health} says that calls can be served, such as seeding the demo. Features
 * offer it as a bean; beans run one after the other, in the order of {@link io.micronaut.core.annotation.Order}, when
 * the socket is already open.
 */
@FunctionalInterface
public interface BeforeReady {
    /**
     * @param baseUrl where a program on this machine reaches OminiGate, without a trailing slash
     * @throws CannotStart to stop the start with a sentence for the operator
     */
    void prepare(URI baseUrl);
}
