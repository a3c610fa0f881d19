package ai.ominigate.privacy.retention;

/** What purges can be sorted by. */
enum PurgeOrder {
    /** When it began. */
    STARTED_AT("started_at", "timestamptz"),
    /** How many rows went. */
    DELETED("deleted", "bigint");

    private final String expression;
    private final String type;

    PurgeOrder(String expression, String type) {
        this.expression = expression;
        this.type = type;
    }

    String expression() {
        return expression;
    }

    /** PostgreSQL's name for what it is. */
    String type() {
        return type;
    }
}
