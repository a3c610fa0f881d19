package ai.ominigate.reconciliation;

/** What can be sorted by. */
enum ProviderUseSort {
    /** Which day it is about. */
    DAY("day");

    private final String expression;

    ProviderUseSort(String expression) {
        this.expression = expression;
    }

    String expression() {
        return expression;
    }
}
