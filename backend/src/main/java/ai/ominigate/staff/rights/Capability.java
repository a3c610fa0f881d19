package ai.ominigate.staff.rights;

/** One thing that some of the staff may do. What each role has of them is written in {@link Rights}. */
public enum Capability {
    /** Make and suspend accounts, make and revoke their keys, grant credit: for the operator's commands. */
    OPERATE_ACCOUNTS
}
