package ai.ominigate.console.server;

/**
 * A part of the server that reports on itself.
 *
 * @param name as the server calls it, for instance {@code jdbc}
 * @param note what the server says about it, a sentence or empty
 */
record Component(String name, State state, String note) {

    /** What a part says about itself. */
    enum State {
        UP,
        DOWN,
        UNKNOWN
    }
}
