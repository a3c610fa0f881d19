package ai.ominigate.privacy.subprocessor;

/** What objections can be sorted by. */
enum ObjectionOrder {
    RECEIVED_AT;

    String expression() {
        return "o.received_at";
    }
}
