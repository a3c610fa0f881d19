package ai.ominigate.abuse.review;

/** What appeals can be sorted by. */
enum AppealSort {
    /** When the owner wrote. */
    RECEIVED_AT("received_at"),
    /** By when they are to have an answer. */
    DUE_AT("due_at");

    private final String expression;

    AppealSort(String expression) {
        this.expression = expression;
    }

    /** In SQL, and never null. */
    String expression() {
        return expression;
    }
}
