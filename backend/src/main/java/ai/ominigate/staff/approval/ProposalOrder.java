package ai.ominigate.staff.approval;

/** What proposals can be sorted by. */
enum ProposalOrder {
    /** When somebody proposed it. */
    PROPOSED_AT("proposed_at"),
    /** Until when somebody else can agree. */
    EXPIRES_AT("expires_at");

    private final String expression;

    ProposalOrder(String expression) {
        this.expression = expression;
    }

    /** A time. */
    String expression() {
        return expression;
    }
}
