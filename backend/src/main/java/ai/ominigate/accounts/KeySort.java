package ai.ominigate.accounts;

/** What an account's keys can be sorted by. */
public enum KeySort {
    /** When it was made. */
    CREATED_AT("k.created_at", "timestamptz"),
    /** What its owner calls it. */
    NAME("k.name", "text");

    private final String expression;
    private final String type;

    KeySort(String expression, String type) {
        this.expression = expression;
        this.type = type;
    }

    /** In SQL, and never null. */
    String expression() {
        return expression;
    }

    /** What PostgreSQL calls what it is. */
    String type() {
        return type;
    }
}
