package ai.ominigate.model.abuse;

/** What is decided. */
public enum DecisionAction {
    /** Nothing is wrong with it. */
    DISMISS,
    /** It is known to be good: no block, throttle or suspension touches it, whenever and how widely it was decided. */
    ALLOW,
    /** Its owner is warned, by a letter that can be taken back for 30 seconds. */
    WARN,
    /** It may do only so much: requests a second, dollars an hour. */
    THROTTLE,
    /** Its owner has to show something before it goes on. */
    REQUIRE_STEP,
    /** Requests from these addresses are refused. */
    BLOCK_NETWORK,
    /** Calls with this key are refused until its owner has replaced it; after 90 days it is revoked. */
    SUSPEND_KEY,
    /** Calls of this account are refused, for a time. */
    SUSPEND_ACCOUNT,
    /** Calls of this account are refused for 180 days, and for longer if two people decide it again. */
    BAN_ACCOUNT,
    /** An account is closed for good and gets back what is left of its money; finance prepares it, and a lead agrees. */
    REFUND_AND_CLOSE
}
