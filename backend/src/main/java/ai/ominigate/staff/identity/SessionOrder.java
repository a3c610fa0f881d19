package ai.ominigate.staff.identity;

/** What sessions can be sorted by. */
public enum SessionOrder {
    /** When somebody signed in. */
    CREATED_AT("s.created_at"),
    /** When they last asked for something. */
    LAST_USED_AT("s.last_used_at");

    private final String expression;

    SessionOrder(String expression) {
        this.expression = expression;
    }

    /** A time. */
    String expression() {
        return expression;
    }
}
