package ai.ominigate.model.abuse;

/** What is decided. */
public enum DecisionAction {
    /** Nothing is wrong with it. */
    DISMISS,
    /** It is known to be good: no block, throttle or suspension touches it, whenever and how widely it was decided. */
    ALLOW,
    /** Its owner is warned. */
    WARN,
    /** It may do only so much: requests a second, dollars an hour. */
    THROTTLE,
    /** Its owner has to show something before it goes on. */
    REQUIRE_STEP,
    /** Requests from these addresses are refused. */
    BLOCK_NETWORK,
    /** Calls with this key are refused. */
    SUSPEND_KEY,
    /** Calls of this account are refused, for a time. */
    SUSPEND_ACCOUNT,
    /** Calls of this account are refused until somebody thinks otherwise. */
    BAN_ACCOUNT
}
