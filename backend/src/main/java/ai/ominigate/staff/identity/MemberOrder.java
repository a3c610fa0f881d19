package ai.ominigate.staff.identity;

/** What members can be sorted by. */
public enum MemberOrder {
    /** When they came. */
    JOINED_AT("m.created_at", "timestamptz"),
    /** What people call them, capitals or not. */
    NAME("lower(m.name)", "text"),
    /** When they were last here; who never was, came before everybody. */
    LAST_SIGN_IN_AT("coalesce(m.last_sign_in_at, '-infinity')", "timestamptz");

    private final String expression;
    private final String type;

    MemberOrder(String expression, String type) {
        this.expression = expression;
        this.type = type;
    }

    String expression() {
        return expression;
    }

    String type() {
        return type;
    }
}
