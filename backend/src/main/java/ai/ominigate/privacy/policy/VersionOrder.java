package ai.ominigate.privacy.policy;

/** What versions can be sorted by. */
enum VersionOrder {
    /** Their number, which is the order in which they came. */
    NUMBER;

    String expression() {
        return "number";
    }
}
