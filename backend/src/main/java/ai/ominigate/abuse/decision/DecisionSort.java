package ai.ominigate.abuse.decision;

/** What decisions can be sorted by. */
enum DecisionSort {
    /** When it was decided or proposed. */
    DECIDED_AT("decided_at"),
    /** When it ends by itself or is looked at again; those that wait for a second person come after all that end. */
    UNTIL("coalesce(ends_at, review_at, 'infinity')");

    private final String expression;

    DecisionSort(String expression) {
        this.expression = expression;
    }

    /** In SQL, and never null. */
    String expression() {
        return expression;
    }
}
