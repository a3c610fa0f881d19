package ai.ominigate.console.session;

import java.net.URI;

/** The system's browser. */
@FunctionalInterface
public interface Browser {
    /** Opens {@code page} there, and returns at once. May be called by any thread. */
    void open(URI page);
}
