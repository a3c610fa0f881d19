package ai.ominigate.bench;

import java.net.URI;
import java.util.List;

/**
 * What is measured.
 *
 * @param calls where calls go
 * @param key that calls carry
 * @param processes that serve them, besides the model double
 */
record Target(String name, URI calls, String key, List<ChildProcess> processes) implements AutoCloseable {

    static final String PATH = "/v1/chat/completions";

    Target {
        processes = List.copyOf(processes);
    }

    /** The model double itself: what a call costs without anything between. */
    static Target direct(int modelPort) {
        return new Target("direct", local(modelPort), "none", List.of());
    }

    static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port + PATH);
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
    }
}
