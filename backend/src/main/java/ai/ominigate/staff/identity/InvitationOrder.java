package ai.ominigate.staff.identity;

/** What invitations can be sorted by. */
public enum InvitationOrder {
    /** When somebody was invited. */
    CREATED_AT("created_at", "timestamptz"),
    /** Until when they can come. */
    EXPIRES_AT("expires_at", "timestamptz"),
    /** What people will call them, capitals or not. */
    NAME("lower(name)", "text");

    private final String expression;
    private final String type;

    InvitationOrder(String expression, String type) {
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
