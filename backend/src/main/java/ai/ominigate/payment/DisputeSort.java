package ai.ominigate.payment;

/** What disputes can be sorted by. */
enum DisputeSort {
    /** When we heard of it. */
    OPENED_AT("opened_at"),
    /** Until when its bank takes evidence; what takes none comes last. */
    ANSWER_BY("coalesce(answer_by, 'infinity')");

    private final String expression;

    DisputeSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
