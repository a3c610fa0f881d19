package ai.ominigate.privacy.request;

/** What the queue can be sorted by. */
enum RequestOrder {
    /** The last day to answer: the queue's own order. */
    ANSWER_BY("r.answer_by", "date"),
    RECEIVED_AT("r.received_at", "timestamptz"),
    NUMBER("r.number", "bigint"),
    STATE("r.state", "text");

    private final String column;
    private final String type;

    RequestOrder(String column, String type) {
        this.column = column;
        this.type = type;
    }

    String column() {
        return column;
    }

    String type() {
        return type;
    }
}
