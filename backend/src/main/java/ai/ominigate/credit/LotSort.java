package ai.ominigate.credit;

/** What lots of credit can be sorted by. */
enum LotSort {
    /** Since when it is there. */
    MADE_AT("made_at");

    private final String expression;

    LotSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
