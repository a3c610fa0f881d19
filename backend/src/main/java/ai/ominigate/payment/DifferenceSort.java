package ai.ominigate.payment;

/** What differences can be sorted by. */
enum DifferenceSort {
    /** When it was found. */
    FOUND_AT("found_at");

    private final String expression;

    DifferenceSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
