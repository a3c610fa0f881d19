package ai.ominigate.staff.identity;

/** What members can be sorted by when their rights are looked through. */
public enum AccessOrder {
    /** When somebody last looked; whoever was never looked at comes by when they came. */
    REVIEWED_AT("coalesce(r.reviewed_at, m.created_at)", "timestamptz"),
    /** What people call them, capitals or not. */
    NAME("lower(m.name)", "text");

    private final String expression;
    private final String type;

    AccessOrder(String expression, String type) {
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
