package ai.ominigate.payment;

/** What payments and refunds can be sorted by. */
enum PaymentSort {
    /** When it was asked for. */
    ASKED_AT("asked_at");

    private final String expression;

    PaymentSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
