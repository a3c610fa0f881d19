package ai.ominigate.model.own;

/** What somebody is in an account. */
public enum MemberRole {
    /** Whose account it is; there is one. May do everything, and alone give it up or ask others in. */
    OWNER,
    /** Looks after the money. */
    BILLING,
    /** Makes keys and looks at what they are used for. */
    DEVELOPER
}
