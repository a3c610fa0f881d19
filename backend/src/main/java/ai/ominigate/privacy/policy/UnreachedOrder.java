package ai.ominigate.privacy.policy;

/** What accounts that no letter reached can be sorted by. */
enum UnreachedOrder {
    /** Their id, which is the order in which they were made. */
    ACCOUNT;

    String expression() {
        return "n.account";
    }
}
