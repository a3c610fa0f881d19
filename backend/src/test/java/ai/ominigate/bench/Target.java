package ai.ominigate.bench;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What is measured.
 *
 * @param calls where calls go
 * @param key that calls carry
 * @param process that serves them, with all it has started; null if that is the model double alone
 */
record Target(String name, URI calls, String key, @Nullable ChildProcess process) implements AutoCloseable {

    static final String PATH = "/v1/chat/completions";

    /** The model double itself: what a call costs without anything between. */
    static Target direct(int modelPort) {
        return new Target("direct", local(modelPort), "none", null);
    }

    static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port + PATH);
    }

    boolean isDirect() {
        return process == null;
    }

    /** @throws IllegalStateException if nothing is between the caller and the model double */
    ChildProcess served() {
        if (process == null) {
            throw new IllegalStateException("Nobody serves " + name);
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
