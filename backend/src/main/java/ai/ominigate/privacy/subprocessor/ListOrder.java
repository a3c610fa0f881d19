package ai.ominigate.privacy.subprocessor;

/** What published lists can be sorted by. */
enum ListOrder {
    /** Their number, which is the order in which they came. */
    NUMBER;

    String expression() {
        return "number";
    }
}
