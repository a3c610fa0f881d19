package ai.ominigate.privacy.subprocessor;

/** What companies can be sorted by. */
enum SubprocessorOrder {
    NAME("lower(name)"),
    STATE("state"),
    ROLE("role");

    private final String expression;

    SubprocessorOrder(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
