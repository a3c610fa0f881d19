package ai.ominigate.credit;

/** What gifts can be sorted by. */
enum GiftSort {
    /** When it was given, or proposed. */
    AT("at");

    private final String expression;

    GiftSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
