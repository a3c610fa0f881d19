package ai.ominigate.payment;

/** What nightly looks at Stripe's books can be sorted by. */
enum ComparisonSort {
    /** Of which day, UTC. */
    DAY("day");

    private final String expression;

    ComparisonSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
