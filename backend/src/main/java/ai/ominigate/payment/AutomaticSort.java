package ai.ominigate.payment;

/** What automatic top-ups can be sorted by. */
enum AutomaticSort {
    /** When their owner last said how. */
    CHANGED_AT("changed_at");

    private final String expression;

    AutomaticSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
