package ai.ominigate.model.staff;

/** What somebody does here. A role is a bundle of capabilities; a member of the staff has one or more. */
public enum Role {
    /** Answers customers; prepares their privacy requests. */
    SUPPORT,
    /** Approves what support prepared. */
    SUPPORT_LEAD,
    /** Reviews flagged addresses, keys and accounts. */
    TRUST_SAFETY,
    /** Second person for wide blocks, suspensions and bans. */
    TRUST_SAFETY_LEAD,
    /** Looks after requests, subprocessors, retention and the policy. */
    PRIVACY_OFFICER,
    /** Keeps the books that the law wants kept. */
    FINANCE,
    /** Runs the system and its staff; sees no personal data and no cases. */
    ADMIN,
    /** Reads what was done, changes nothing. */
    AUDITOR
}
