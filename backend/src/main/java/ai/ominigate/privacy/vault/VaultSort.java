package ai.ominigate.privacy.vault;

/** What records of the vault can be sorted by. */
enum VaultSort {
    /** When it happened. */
    OCCURRED_ON("occurred_on"),
    /** Until when it is kept. */
    KEEP_UNTIL("keep_until");

    private final String expression;

    VaultSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
